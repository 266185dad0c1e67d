{{ rows_of('document') }}
{{ config(post_hook='{{ analyze_where_grown() }}') }}
-- Folding is what is dear about telling a document by its number, issuer or title, and it depends on the document
-- alone.
select
    current_documents.document_id,
    documents.document_type,
    documents.issue_date,
    documents.period_start,
    documents.period_end,
    documents.province_code,
    documents.issuer_agency_id as agency_key,
    {{ fold_agency('documents.issuer_text') }} as issuer,
    {{ fold_symbol('documents.document_symbol') }} as symbol,
    {{ fold_text('documents.title') }} as title
from {{ ref('int_current_document') }} as current_documents
inner join {{ ref('stg_documents') }} as documents
    on
        current_documents.document_id = documents.document_id
        and current_documents.source_sha256 = documents.load_source_sha256
where {{ is_changed('current_documents.document_id') }}
