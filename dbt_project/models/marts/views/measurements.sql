select
    {{ public_columns_of('measurements', 'fct_measurement') }}
from {{ ref('fct_measurement') }} as fct_measurement
