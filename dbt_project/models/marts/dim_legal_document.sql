select {{ columns_of('legal_documents', 'legal_documents') }}
from {{ ref('int_legal_document') }} as legal_documents
