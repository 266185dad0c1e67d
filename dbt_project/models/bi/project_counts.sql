{{ config(materialized='table') }}
with leads as (
    {{ lead_agencies() }}
),

steps as (
    select
        later_document_id as document_id,
        later_line_key as line_key,
        min(relation) as relation
    from {{ ref('fct_project_link') }}
    where later_document_id is not null
    group by later_document_id, later_line_key
),

counted as (
    select
        documents.province_code,
        documents.province_name,
        documents.document_year,
        leads.lead_agency_id,
        projects.status,
        steps.relation as since_previous,
        states.progress_status,
        states.is_late,
        projects.lead_agency_text is null as is_unnamed,
        count(*) as project_count,
        count(states.state_date) as reported_count
    from {{ ref('fct_project_state') }} as states
    inner join {{ ref('document_register') }} as documents
        on states.document_id = documents.document_id
    left join {{ ref('dim_project') }} as projects
        on
            states.document_id = projects.document_id
            and states.line_key = projects.line_key
    left join leads
        on
            states.document_id = leads.document_id
            and states.line_key = leads.line_key
    left join steps
        on
            states.document_id = steps.document_id
            and states.line_key = steps.line_key
    group by
        documents.province_code, documents.province_name, documents.document_year, leads.lead_agency_id,
        projects.lead_agency_text is null, projects.status, steps.relation, states.progress_status, states.is_late
)

select
    counted.province_code,
    counted.province_name,
    counted.document_year,
    counted.lead_agency_id,
    {{ lead_name('agencies.name', "nullif(counted.is_unnamed, true)") }} as lead_agency_name,
    counted.status,
    {{ label_of('project_status', 'counted.status') }} as status_label,
    counted.since_previous,
    {{ label_of('project_change', 'counted.since_previous') }} as since_previous_label,
    counted.progress_status,
    {{ label_of('progress_status', 'counted.progress_status') }} as progress_status_label,
    counted.is_late,
    counted.project_count,
    counted.reported_count
from counted
left join {{ ref('dim_agency') }} as agencies
    on counted.lead_agency_id = agencies.agency_id
