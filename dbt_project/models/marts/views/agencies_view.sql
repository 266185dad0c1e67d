select
    {{ public_columns_of('agencies', 'dim_agency') }}
from {{ ref('dim_agency') }} as dim_agency
