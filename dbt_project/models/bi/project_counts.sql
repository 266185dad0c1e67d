{{ config(materialized='table') }}
-- Counted by document in int_project_count; here it is added up and gets its names. A table, as charts read what the
-- build added up.
with counted as (
    select
        documents.province_code,
        documents.province_name,
        documents.document_year,
        counts.lead_agency_id,
        counts.status,
        counts.since_previous,
        counts.progress_status,
        counts.is_late,
        counts.is_unnamed,
        sum(counts.project_count)::bigint as project_count,
        sum(counts.reported_count)::bigint as reported_count
    from {{ ref('int_project_count') }} as counts
    inner join {{ ref('document_register') }} as documents
        on counts.document_id = documents.document_id
    group by
        documents.province_code, documents.province_name, documents.document_year, counts.lead_agency_id,
        counts.is_unnamed, counts.status, counts.since_previous, counts.progress_status, counts.is_late
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
