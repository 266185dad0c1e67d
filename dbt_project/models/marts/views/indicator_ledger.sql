select
    {{ public_columns_of('indicator_ledger', 'fct_indicator_ledger') }}
from {{ ref('fct_indicator_ledger') }} as fct_indicator_ledger
