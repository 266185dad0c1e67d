-- Codes of the General Statistics Office are used again: 24 is Bắc Giang till 30 June 2025 and Bắc Ninh after. A code
-- that no province bears on the day of issue would give the document to the wrong province.
{{ config(meta={'dagster': {'ref': {'name': 'dim_document'}}}) }}
select
    documents.document_id,
    documents.province_code,
    documents.issue_date
from {{ ref('dim_document') }} as documents
where
    documents.province_code is not null
    and not exists (
        select 1
        from {{ ref('dim_administrative_unit') }} as units
        where
            units.code = documents.province_code
            and units.level = 'province'
            and (units.valid_from is null or units.valid_from <= documents.issue_date or documents.issue_date is null)
            and (units.valid_to is null or units.valid_to > documents.issue_date or documents.issue_date is null)
    )
