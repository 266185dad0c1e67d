{{ rows_of('source') }}
{{ rows_come_from('row_issues') }}
select
    current_sources.source_name,
    current_sources.source_sha256,
    {{ columns_of('row_issues', 'row_issues') }}
from {{ ref('stg_row_issues') }} as row_issues
inner join {{ ref('int_current_source') }} as current_sources
    on row_issues.load_source_sha256 = current_sources.source_sha256
where {{ is_changed('current_sources.source_sha256') }}
