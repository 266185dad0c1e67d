select
    {{ public_columns_of('unit_succession', 'bridge_unit_succession') }}
from {{ ref('bridge_unit_succession') }} as bridge_unit_succession
