select
    {{ public_columns_of('budget_lines', 'fct_budget_line') }}
from {{ ref('fct_budget_line') }} as fct_budget_line
