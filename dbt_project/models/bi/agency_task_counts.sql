{{ config(materialized='table') }}
with counted as (
    select
        documents.province_code,
        documents.province_name,
        documents.document_year,
        assignments.agency_id,
        assignments.role,
        assignments.subject_kind,
        count(*) as task_count
    from {{ ref('bridge_assignment') }} as assignments
    inner join {{ ref('document_register') }} as documents
        on assignments.document_id = documents.document_id
    group by
        documents.province_code, documents.province_name, documents.document_year, assignments.agency_id,
        assignments.role, assignments.subject_kind
)

select
    counted.province_code,
    counted.province_name,
    counted.document_year,
    counted.agency_id,
    coalesce(agencies.name, 'Chưa rõ cơ quan') as agency_name,
    agencies.kind as agency_kind,
    counted.role,
    {{ label_of('role', 'counted.role') }} as role_label,
    counted.subject_kind,
    {{ label_of('subject_kind', 'counted.subject_kind') }} as subject_kind_label,
    counted.task_count
from counted
left join {{ ref('dim_agency') }} as agencies
    on counted.agency_id = agencies.agency_id
