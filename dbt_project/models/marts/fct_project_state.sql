{{ rows_of('reported_document') }}
-- Plan and return stand side by side; where they disagree, both stay.
with latest as (
    select distinct on (matches.from_source_id, matches.from_key)
        matches.from_source_id as document_id,
        matches.from_key as line_key,
        returned.submission_id,
        returned.line_key as return_line_key,
        returned.period_end as state_date,
        returned.progress_status,
        returned.progress_pct,
        returned.appropriated_vnd,
        returned.disbursed_to_date_vnd,
        returned.expected_completion_date,
        returned.obstacles
    from {{ ref('int_line_match') }} as matches
    inner join {{ ref('fct_project_return_row') }} as returned
        on
            matches.to_source_id = returned.submission_id
            and matches.to_key = returned.line_key
    where matches.edge_kind = 'succession' and {{ is_changed('matches.from_source_id') }}
    order by
        matches.from_source_id asc,
        matches.from_key asc,
        returned.period_end desc nulls last,
        returned.submission_id desc,
        returned.line_key asc
),

stated as (
    select
        project_lines.document_id,
        project_lines.line_key,
        project_lines.project_name,
        project_lines.amount_vnd as planned_vnd,
        project_lines.amount_period as planned_period,
        project_lines.due_date as planned_due_date,
        latest.submission_id,
        latest.return_line_key,
        latest.state_date,
        latest.progress_status,
        latest.progress_pct,
        latest.appropriated_vnd,
        latest.disbursed_to_date_vnd,
        latest.expected_completion_date,
        latest.obstacles,
        case
            when latest.progress_status in ('completed', 'cancelled') then false
            when project_lines.due_date is null then null
            when latest.expected_completion_date > project_lines.due_date then true
            when latest.progress_status is not null and latest.state_date > project_lines.due_date then true
            when latest.expected_completion_date is not null then false
        end as is_late
    from {{ ref('int_project_stage') }} as project_lines
    inner join {{ ref('int_plan_source') }} as sources
        on
            project_lines.source_id = sources.source_id
            and sources.source_kind = 'document'
            and sources.document_type <> 'bao_cao'
    left join latest
        on
            project_lines.document_id = latest.document_id
            and project_lines.line_key = latest.line_key
    where {{ is_changed('project_lines.document_id') }}
)

select
    {{ columns_of('project_states', 'stated') }}
from stated
