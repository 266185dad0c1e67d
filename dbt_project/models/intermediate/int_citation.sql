{{ rows_of('document') }}
-- Folding is what is dear about comparing citations, and it depends on the citing document alone.
with provinces as (
    select distinct
        code,
        {{ fold_text("regexp_replace(name, '^(Tỉnh|Thành phố) ', '')") }} as province_name
    from {{ ref('stg_administrative_units') }}
    where level = 'province'
),

folded as materialized (
    select
        citations.document_id,
        citations.record_no,
        citations.cited_type,
        citations.cited_date,
        citations.cited_document_id as named_document_id,
        citing.issue_date as citing_date,
        citing.issuer_agency_id as citing_agency_id,
        citing.province_code as citing_province_code,
        {{ fold_text('citations.cited_issuer_text') }} as issuer_text,
        {{ fold_agency('citations.cited_issuer_text') }} as issuer,
        {{ fold_symbol('citations.cited_symbol') }} as symbol,
        {{ fold_text('citations.subject') }} as subject
    from {{ ref('int_current_document') }} as current_documents
    inner join {{ ref('stg_documents') }} as citing
        on
            current_documents.document_id = citing.document_id
            and current_documents.source_sha256 = citing.load_source_sha256
    inner join {{ ref('stg_citations') }} as citations
        on
            current_documents.document_id = citations.document_id
            and current_documents.source_sha256 = citations.load_source_sha256
    where {{ is_changed('current_documents.document_id') }}
),

-- An issuer is named by many citations, and is compared with every province.
named_province as materialized (
    select
        issuers.issuer_text,
        min(provinces.code) as code
    from (select distinct folded.issuer_text from folded) as issuers
    inner join provinces
        on issuers.issuer_text like '% ' || provinces.province_name
    group by issuers.issuer_text
    having count(distinct provinces.code) = 1
)

select
    folded.document_id,
    folded.record_no,
    folded.cited_type,
    folded.cited_date,
    folded.citing_date,
    folded.citing_agency_id,
    folded.issuer,
    folded.symbol,
    folded.subject,
    folded.named_document_id,
    -- An issuer without a name of its own ("UBND tỉnh") is that of the citing document's province.
    coalesce(named_province.code, folded.citing_province_code) as province_code
from folded
left join named_province
    on folded.issuer_text = named_province.issuer_text
