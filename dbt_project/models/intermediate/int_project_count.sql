{{ rows_of('listed_document') }}
-- What project_counts adds up, counted once per document instead of once per build.
with documents as (
    select document_id
    from {{ ref('document_register') }}
    where {{ is_changed('document_id') }}
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
    documents.document_id,
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
    documents.document_id, leads.lead_agency_id, projects.lead_agency_text is null, projects.status, steps.relation,
    states.progress_status, states.is_late
