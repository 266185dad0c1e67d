select
    {{ public_columns_of('documents', 'dim_document') }}
from {{ ref('dim_document') }} as dim_document
