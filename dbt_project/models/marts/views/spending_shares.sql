select
    {{ public_columns_of('spending_shares', 'fct_spending_share') }}
from {{ ref('fct_spending_share') }} as fct_spending_share
