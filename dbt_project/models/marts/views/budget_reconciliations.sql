select
    {{ public_columns_of('budget_reconciliations', 'fct_budget_reconciliation') }}
from {{ ref('fct_budget_reconciliation') }} as fct_budget_reconciliation
