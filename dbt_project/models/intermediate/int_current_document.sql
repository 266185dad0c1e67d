select distinct on (documents.document_id)
    documents.document_id,
    documents.issue_date,
    current_sources.source_name,
    current_sources.source_sha256
from {{ ref('stg_documents') }} as documents
inner join {{ ref('int_current_source') }} as current_sources
    on documents.load_source_sha256 = current_sources.source_sha256
order by
    documents.document_id asc,
    {{ format_rank('documents.source_format') }} asc nulls last,
    current_sources.received_no desc
