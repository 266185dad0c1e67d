select
    {{ public_columns_of('commitments', 'fct_commitment') }}
from {{ ref('fct_commitment') }} as fct_commitment
