select
    {{ public_columns_of('indicators', 'dim_indicator') }}
from {{ ref('dim_indicator') }} as dim_indicator
