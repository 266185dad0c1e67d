{{ rows_of('year', "coalesce(document_year::text, '')") }}
-- What project_counts shows, without the names: projects are counted again for the years of the documents that changed.
with documents as (
    select
        document_id,
        province_code,
        province_name,
        document_year
    from {{ ref('document_register') }}
    where {{ is_changed("coalesce(document_year::text, '')") }}
),

leads as (
    {{ lead_agencies(documents='documents') }}
),

steps as (
    select
        later_document_id as document_id,
        later_line_key as line_key,
        min(relation) as relation
    from {{ ref('fct_project_link') }}
    where later_document_id in (select documents.document_id from documents)
    group by later_document_id, later_line_key
)

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
inner join documents
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
