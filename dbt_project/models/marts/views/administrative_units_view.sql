select
    {{ public_columns_of('administrative_units', 'dim_administrative_unit') }}
from {{ ref('dim_administrative_unit') }} as dim_administrative_unit
