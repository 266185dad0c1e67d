select
    {{ columns_of('documents', 'documents', leave_out=['source_name']) }},
    -- The name that the bytes are known by now, should they have come under several.
    current_documents.source_name
from {{ ref('stg_documents') }} as documents
inner join {{ ref('int_current_document') }} as current_documents
    on
        documents.document_id = current_documents.document_id
        and documents.load_source_sha256 = current_documents.source_sha256
