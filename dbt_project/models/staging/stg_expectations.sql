select
    {{ columns_of('expectations', 'expectations') }},
    expectations.load_source_sha256,
    expectations.load_row_no
from {{ source('raw', 'expectations') }} as expectations
