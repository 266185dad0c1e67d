select
    {{ public_columns_of('open_data_register_rows', 'fct_open_data_register_row') }}
from {{ ref('fct_open_data_register_row') }} as fct_open_data_register_row
