-- The same document may stand twice in a file; the file then counts once.
select distinct on (source_documents.document_id, source_documents.source_sha256)
    source_documents.document_id,
    source_documents.source_name,
    source_documents.source_sha256,
    source_documents.source_format,
    source_documents.holds_appendices_only,
    current_documents.source_sha256 = source_documents.source_sha256 as is_read
from {{ ref('int_source_document') }} as source_documents
inner join {{ ref('int_current_document') }} as current_documents
    on source_documents.document_id = current_documents.document_id
order by
    source_documents.document_id asc,
    source_documents.source_sha256 asc,
    source_documents.holds_appendices_only asc
