select
    {{ public_columns_of('unit_successors', 'bridge_unit_successor') }}
from {{ ref('bridge_unit_successor') }} as bridge_unit_successor
