select
    {{ columns_of('documents', 'documents') }},
    documents.load_source_sha256,
    documents.load_row_no
from {{ source('raw', 'documents') }} as documents
