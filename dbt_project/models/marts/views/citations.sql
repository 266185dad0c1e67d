select
    {{ public_columns_of('citations', 'bridge_citation') }}
from {{ ref('bridge_citation') }} as bridge_citation
