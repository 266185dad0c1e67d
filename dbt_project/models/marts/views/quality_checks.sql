select
    {{ public_columns_of('quality_checks', 'fct_quality_check') }}
from {{ ref('fct_quality_check') }} as fct_quality_check
