select
    {{ public_columns_of('assignments', 'bridge_assignment') }}
from {{ ref('bridge_assignment') }} as bridge_assignment
