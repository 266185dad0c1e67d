{{ rows_of('planned_document') }}
{#- Lines are long, and to sort all of them takes longer than to look them up. -#}
{{ config(pre_hook='set local enable_mergejoin = off') }}
-- Lines of a plan that an agency's own plan leaves out, and those that nobody is put in charge of.
with gaps as (
    select
        'dropped' as gap_kind,
        dropped.document_id,
        dropped.line_kind,
        dropped.line_key,
        dropped.child_document_id,
        dropped.agency_id,
        dropped.role,
        dropped.agency_text,
        dropped.assigned_by
    from {{ ref('int_dropped_line') }} as dropped
    where {{ is_changed('dropped.document_id') }}
    union all
    select
        'unassigned' as gap_kind,
        duty.source_id as document_id,
        duty.line_kind,
        duty.line_key,
        null as child_document_id,
        null as agency_id,
        null as role,
        null as agency_text,
        null as assigned_by
    from {{ ref('int_line_duty') }} as duty
    inner join {{ ref('int_plan_source') }} as sources
        on duty.source_id = sources.source_id
    where
        {{ is_changed('duty.source_id') }}
        and not duty.has_duty
        and sources.source_kind = 'document'
        and sources.document_type <> 'bao_cao'
        -- What stood for a year that is over (results of last year printed beside its targets) has nobody to find.
        and not exists (
            select 1 from {{ ref('int_plan_line') }} as plan_lines
            where
                plan_lines.source_id = duty.source_id
                and plan_lines.line_kind = duty.line_kind
                and plan_lines.line_key = duty.line_key
                and plan_lines.target_year < extract(year from sources.period_start)
        )
)

select
    {{ columns_of('alignment_gaps', 'gaps', leave_out=['gap_id', 'line_text']) }},
    plan_lines.line_text,
    concat_ws('#', gaps.gap_kind, gaps.document_id, gaps.line_kind, gaps.line_key, gaps.child_document_id) as gap_id
from gaps
inner join {{ ref('int_plan_line') }} as plan_lines
    on
        gaps.document_id = plan_lines.source_id
        and gaps.line_kind = plan_lines.line_kind
        and gaps.line_key = plan_lines.line_key
where {{ is_changed('plan_lines.source_id') }}
