{#- What this reads in the account of builds is written when that is built. -#}
{%- set accounted = ref('int_line_duty') -%}
-- Whose lines may be dropped or unassigned, and all that says so: its own lines, and what the plans below leave out.
with dropped as (
    select
        document_id,
        string_agg(
            concat_ws(
                '|', line_kind, line_key, child_document_id, agency_id, role, agency_text, assigned_by
            ),
            '#' order by line_kind, line_key, child_document_id
        ) as all_lines
    from {{ ref('int_dropped_line') }}
    group by document_id
)

select
    documents.document_id,
    {{ digest_of("concat_ws('#', built_units.version, dropped.all_lines)") }} as lines_version
from {{ ref('dim_document') }} as documents
inner join {{ built_units() }} as built_units
    on
        documents.document_id = built_units.unit
        and built_units.model = 'int_line_duty'
left join dropped
    on documents.document_id = dropped.document_id
