select
    {{ public_columns_of('indicator_status', 'fct_indicator_status') }}
from {{ ref('fct_indicator_status') }} as fct_indicator_status
