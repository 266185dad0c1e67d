select
    {{ public_columns_of('project_states', 'fct_project_state') }}
from {{ ref('fct_project_state') }} as fct_project_state
