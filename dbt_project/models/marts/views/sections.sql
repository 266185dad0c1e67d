select
    {{ public_columns_of('sections', 'dim_section') }}
from {{ ref('dim_section') }} as dim_section
