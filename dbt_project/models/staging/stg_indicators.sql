select
    {{ columns_of('indicators', 'indicators') }},
    indicators.load_source_sha256,
    indicators.load_row_no
from {{ source('raw', 'indicators') }} as indicators
