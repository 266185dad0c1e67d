select
    {{ columns_of('agencies', 'agencies') }},
    agencies.load_source_sha256,
    agencies.load_row_no
from {{ source('raw', 'agencies') }} as agencies
