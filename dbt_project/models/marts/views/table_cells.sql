select
    {{ public_columns_of('table_cells', 'fct_table_cell') }}
from {{ ref('fct_table_cell') }} as fct_table_cell
