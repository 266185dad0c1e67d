{#- What this reads in the account of builds is written when these are built. -#}
{%- set accounted = [ref('int_project_stage'), ref('int_line_match')] -%}
-- Whose projects returns may tell of, and all that says so: its own lines, and the returns that were set against them.
with reported as (
    select
        edges.from_source_id as document_id,
        string_agg(concat_ws(' ', edges.to_source_id, matches.version), '#' order by edges.to_source_id) as all_returns
    from {{ ref('int_plan_edge') }} as edges
    inner join {{ ref('fct_submission') }} as submissions
        on edges.to_source_id = submissions.submission_id
    inner join {{ built_units() }} as matches
        on
            edges.edge_kind || '#' || edges.from_source_id || '#' || edges.to_source_id = matches.unit
            and matches.model = 'int_line_match'
    where edges.edge_kind = 'succession'
    group by edges.from_source_id
)

select
    documents.document_id,
    concat_ws('#', of_lines.version, reported.all_returns) as projects_version
from {{ ref('dim_document') }} as documents
inner join {{ built_units() }} as of_lines
    on
        documents.document_id = of_lines.unit
        and of_lines.model = 'int_project_stage'
left join reported
    on documents.document_id = reported.document_id
