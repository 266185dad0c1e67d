select
    {{ columns_of('indicator_return_rows', 'indicator_return_rows') }},
    indicator_return_rows.load_source_sha256,
    indicator_return_rows.load_row_no
from {{ source('raw', 'indicator_return_rows') }} as indicator_return_rows
