select
    {{ public_columns_of('unit_codes', 'dim_unit_code') }}
from {{ ref('dim_unit_code') }} as dim_unit_code
