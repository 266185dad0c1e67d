select
    {{ columns_of('arithmetic_checks', 'arithmetic_checks') }},
    arithmetic_checks.load_source_sha256,
    arithmetic_checks.load_row_no
from {{ source('raw', 'arithmetic_checks') }} as arithmetic_checks
