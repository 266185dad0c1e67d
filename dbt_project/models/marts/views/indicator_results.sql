select
    {{ public_columns_of('indicator_results', 'fct_indicator_result') }}
from {{ ref('fct_indicator_result') }} as fct_indicator_result
