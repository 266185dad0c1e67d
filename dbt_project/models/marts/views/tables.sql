select
    {{ public_columns_of('tables', 'dim_table') }}
from {{ ref('dim_table') }} as dim_table
