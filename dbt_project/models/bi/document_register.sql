-- A table, as nearly every view joins it: by its key in place of the joins below.
{{ config(materialized='table', indexes=[{'columns': ['document_id'], 'unique': true}]) }}
-- Codes of provinces are used again, so a province is told by its code and a day: that of issue, else the first of the
-- period.
select
    documents.document_id,
    documents.province_code,
    units.name as province_name,
    documents.issuer_agency_id,
    documents.document_symbol,
    documents.document_type,
    documents.title as document_title,
    documents.issue_date,
    documents.period_start,
    documents.period_end,
    documents.source_name,
    documents.source_sha256,
    units.unit_id,
    units.level,
    cast(extract(year from coalesce(documents.period_end, documents.issue_date)) as bigint) as document_year,
    coalesce(issuers.name, documents.issuer_text) as issuer_name,
    coalesce(
        documents.document_symbol,
        case when length(documents.title) > 60 then left(documents.title, 59) || '…' else documents.title end,
        documents.document_type
    ) || coalesce(' (' || coalesce(issuers.name, documents.issuer_text) || ')', '') as document_label
from {{ ref('dim_document') }} as documents
left join {{ ref('dim_agency') }} as issuers
    on documents.issuer_agency_id = issuers.agency_id
left join {{ ref('dim_administrative_unit') }} as units
    on
        documents.province_code = units.code
        and units.level = 'province'
        and (
            units.valid_from is null
            or units.valid_from <= coalesce(documents.issue_date, documents.period_start)
        )
        and (
            units.valid_to is null
            or units.valid_to > coalesce(documents.issue_date, documents.period_start)
        )
