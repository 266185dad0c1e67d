-- What is known of each project line of a plan, from fct_project_state and fct_project_link. Joined by keys alone, so
-- that a page of it is read by indexes.
select
    states.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    projects.line_key,
    projects.group_name,
    projects.subgroup_name,
    projects.project_code,
    projects.project_name,
    projects.scope,
    projects.implementation_form,
    leads.lead_agency_id,
    {{ lead_name('agencies.name', 'projects.lead_agency_text') }} as lead_agency_name,
    projects.lead_agency_text,
    projects.coordinating_agency_text,
    projects.status,
    {{ label_of('project_status', 'projects.status') }} as status_label,
    earlier_step.relation as since_previous,
    {{ label_of('project_change', 'earlier_step.relation') }} as since_previous_label,
    states.progress_status,
    {{ label_of('progress_status', 'states.progress_status') }} as progress_status_label,
    states.is_late,
    later_step.relation as in_next,
    {{ label_of('project_change', 'later_step.relation') }} as in_next_label,
    projects.expected_output,
    states.planned_vnd / 1000000 as planned_million_vnd,
    states.planned_period,
    states.planned_due_date,
    states.progress_pct,
    states.disbursed_to_date_vnd / 1000000 as disbursed_million_vnd,
    states.expected_completion_date,
    states.obstacles,
    states.state_date as reported_to,
    projects.source_page,
    projects.source_line_start,
    projects.source_line_end,
    projects.source_sheet,
    projects.source_cell
from {{ ref('fct_project_state') }} as states
left join {{ ref('dim_project') }} as projects
    on
        states.document_id = projects.document_id
        and states.line_key = projects.line_key
left join {{ ref('document_register') }} as documents
    on states.document_id = documents.document_id
left join lateral ({{ lead_agencies(line='states') }}) as leads on true
left join {{ ref('dim_agency') }} as agencies
    on leads.lead_agency_id = agencies.agency_id
left join lateral (
    select min(links.relation) as relation
    from {{ ref('fct_project_link') }} as links
    where
        links.later_document_id = states.document_id
        and links.later_line_key = states.line_key
) as earlier_step on true
left join lateral (
    select min(links.relation) as relation
    from {{ ref('fct_project_link') }} as links
    where
        links.earlier_document_id = states.document_id
        and links.earlier_line_key = states.line_key
) as later_step on true
