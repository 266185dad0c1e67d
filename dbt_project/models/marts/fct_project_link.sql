{#- Of a line that came to nothing, what the key holds between the earlier line and the end. -#}
{{ rows_of(
    'later_source',
    "coalesce(later_document_id, later_submission_id, rtrim(substr(link_id, 1 + length(concat_ws('#', coalesce(earlier_document_id, earlier_submission_id), earlier_line_key, ''))), '#'))"
) }}
select
    {{ columns_of('project_links', 'steps') }}
from {{ ref('int_project_step') }} as steps
where {{ is_changed('steps.to_source_id') }}
