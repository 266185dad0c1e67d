select
    {{ public_columns_of('budget_return_rows', 'fct_budget_return_row') }}
from {{ ref('fct_budget_return_row') }} as fct_budget_return_row
