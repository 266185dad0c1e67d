with subjects as (
    select
        document_id,
        'indicator' as subject_kind,
        line_key,
        min(indicator_name) as subject_name
    from {{ ref('fct_indicator_target') }}
    group by document_id, line_key
    union all
    select
        document_id,
        'project' as subject_kind,
        line_key,
        project_name as subject_name
    from {{ ref('dim_project') }}
)

select
    documents.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    assignments.agency_id,
    coalesce(agencies.name, assignments.agency_text) as agency_name,
    agencies.kind as agency_kind,
    assignments.role,
    {{ label_of('role', 'assignments.role') }} as role_label,
    assignments.subject_kind,
    {{ label_of('subject_kind', 'assignments.subject_kind') }} as subject_kind_label,
    assignments.subject_key,
    subjects.subject_name
from {{ ref('bridge_assignment') }} as assignments
inner join {{ ref('document_register') }} as documents
    on assignments.document_id = documents.document_id
left join {{ ref('dim_agency') }} as agencies
    on assignments.agency_id = agencies.agency_id
left join subjects
    on
        assignments.document_id = subjects.document_id
        and assignments.subject_kind = subjects.subject_kind
        and assignments.subject_key = subjects.line_key
