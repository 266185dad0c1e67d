select
    {{ public_columns_of('alignments', 'bridge_alignment') }}
from {{ ref('bridge_alignment') }} as bridge_alignment
