select
    {{ columns_of('spending_shares', 'spending_shares') }},
    spending_shares.load_source_sha256,
    spending_shares.load_row_no
from {{ source('raw', 'spending_shares') }} as spending_shares
