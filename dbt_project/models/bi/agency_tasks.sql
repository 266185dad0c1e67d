select
    assignments.document_id,
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
    coalesce(projects.project_name, named_lines.indicator_name) as subject_name
from {{ ref('bridge_assignment') }} as assignments
left join {{ ref('document_register') }} as documents
    on assignments.document_id = documents.document_id
left join {{ ref('dim_agency') }} as agencies
    on assignments.agency_id = agencies.agency_id
left join {{ ref('dim_project') }} as projects
    on
        assignments.document_id = projects.document_id
        and assignments.subject_kind = 'project'
        and assignments.subject_key = projects.line_key
left join lateral (
    select min(printed.indicator_name) as indicator_name
    from {{ ref('fct_indicator_target') }} as printed
    where
        assignments.subject_kind = 'indicator'
        and printed.document_id = assignments.document_id
        and printed.line_key = assignments.subject_key
) as named_lines on true
