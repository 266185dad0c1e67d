select distinct on (source_documents.document_id)
    source_documents.document_id,
    source_documents.issue_date,
    source_documents.source_name,
    source_documents.source_sha256,
    source_documents.load_version
from {{ ref('int_source_document') }} as source_documents
where not source_documents.holds_appendices_only
order by
    source_documents.document_id asc,
    {{ format_rank('source_documents.source_format') }} asc nulls last,
    source_documents.received_no desc
