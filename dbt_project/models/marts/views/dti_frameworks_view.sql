select
    {{ public_columns_of('dti_frameworks', 'dim_dti_framework') }}
from {{ ref('dim_dti_framework') }} as dim_dti_framework
