select
    {{ public_columns_of('indicator_return_rows', 'fct_indicator_return_row') }}
from {{ ref('fct_indicator_return_row') }} as fct_indicator_return_row
