select
    {{ public_columns_of('project_return_rows', 'fct_project_return_row') }}
from {{ ref('fct_project_return_row') }} as fct_project_return_row
