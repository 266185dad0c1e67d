select
    {{ public_columns_of('document_sources', 'bridge_document_source') }}
from {{ ref('bridge_document_source') }} as bridge_document_source
