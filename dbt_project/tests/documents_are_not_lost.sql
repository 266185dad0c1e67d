-- Every document of a source that counts is in the warehouse, whichever of its sources it was taken from; appendices
-- that say nothing of themselves may be there as those of their document.
{{ config(meta={'dagster': {'ref': {'name': 'dim_document'}}}) }}
select documents.document_id
from {{ ref('stg_documents') }} as documents
inner join {{ ref('int_current_source') }} as current_sources
    on documents.load_source_sha256 = current_sources.source_sha256
left join {{ ref('int_source_document') }} as source_documents
    on
        documents.load_source_sha256 = source_documents.source_sha256
        and documents.document_id = source_documents.read_document_id
left join {{ ref('dim_document') }} as kept
    on source_documents.document_id = kept.document_id
where kept.document_id is null
