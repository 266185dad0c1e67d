select
    {{ public_columns_of('project_budgets', 'fct_project_budget') }}
from {{ ref('fct_project_budget') }} as fct_project_budget
