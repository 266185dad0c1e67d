select
    {{ public_columns_of('legal_documents', 'dim_legal_document') }}
from {{ ref('dim_legal_document') }} as dim_legal_document
