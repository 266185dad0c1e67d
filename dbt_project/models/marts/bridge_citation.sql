{{ rows_of('resolved_document') }}
select
    {{ columns_of('citations', 'citations', leave_out=['cited_document_id']) }},
    -- What a document cites need not be in the warehouse; the key is kept only where it leads somewhere.
    coalesce(cited_documents.document_id, resolved_citations.cited_document_id) as cited_document_id
from {{ ref('stg_citations') }} as citations
inner join {{ ref('int_current_document') }} as current_documents
    on
        citations.document_id = current_documents.document_id
        and citations.load_source_sha256 = current_documents.source_sha256
left join {{ ref('int_current_document') }} as cited_documents
    on citations.cited_document_id = cited_documents.document_id
left join {{ ref('int_resolved_citation') }} as resolved_citations
    on
        citations.document_id = resolved_citations.document_id
        and citations.record_no = resolved_citations.record_no
where {{ is_changed('current_documents.document_id') }}
