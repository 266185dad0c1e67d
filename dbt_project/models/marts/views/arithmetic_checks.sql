select
    {{ public_columns_of('arithmetic_checks', 'fct_arithmetic_check') }}
from {{ ref('fct_arithmetic_check') }} as fct_arithmetic_check
