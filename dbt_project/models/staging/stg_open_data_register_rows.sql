select
    {{ columns_of('open_data_register_rows', 'open_data_register_rows') }},
    open_data_register_rows.load_source_sha256,
    open_data_register_rows.load_row_no
from {{ source('raw', 'open_data_register_rows') }} as open_data_register_rows
