select
    {{ public_columns_of('findings', 'fct_finding') }}
from {{ ref('fct_finding') }} as fct_finding
