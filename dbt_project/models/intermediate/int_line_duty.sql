{{ rows_of('document_or_submission') }}
-- Who is to do, to help with and to watch each line, as printed, and in what state it is.
with assigned as (
    select
        assignments.document_id,
        assignments.subject_kind,
        assignments.subject_key,
        string_agg(
            assignments.agency_text, '; ' order by assignments.agency_text collate "C" -- noqa: RF02,RF03
        ) filter (where assignments.role = 'lead') as lead_text,
        string_agg(
            assignments.agency_text, '; ' order by assignments.agency_text collate "C" -- noqa: RF02,RF03
        ) filter (where assignments.role = 'coordinate') as coordinating_text,
        bool_or(assignments.role in ('lead', 'monitor')) as has_duty
    from {{ ref('bridge_assignment') }} as assignments
    where {{ is_changed('assignments.document_id') }}
    group by assignments.document_id, assignments.subject_kind, assignments.subject_key
)

select
    plan_lines.source_id,
    plan_lines.line_kind,
    plan_lines.line_key,
    projects.status_text,
    projects.legal_basis_text,
    coalesce(projects.lead_agency_text, assigned.lead_text) as lead_text,
    coalesce(projects.coordinating_agency_text, assigned.coordinating_text) as coordinating_text,
    coalesce(assigned.has_duty, projects.lead_agency_text is not null) as has_duty
from {{ ref('int_plan_line') }} as plan_lines
left join {{ ref('dim_project') }} as projects
    on
        plan_lines.source_id = projects.document_id
        and plan_lines.line_kind = 'project'
        and plan_lines.line_key = projects.line_key
left join assigned
    on
        plan_lines.source_id = assigned.document_id
        and plan_lines.line_kind = assigned.subject_kind
        and plan_lines.line_key = assigned.subject_key
where not plan_lines.is_goal and {{ is_changed('plan_lines.source_id') }}
