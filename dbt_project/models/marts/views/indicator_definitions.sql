select
    {{ public_columns_of('indicator_definitions', 'dim_indicator_definition') }}
from {{ ref('dim_indicator_definition') }} as dim_indicator_definition
