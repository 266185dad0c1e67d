select
    {{ columns_of('tables', 'printed_tables') }},
    printed_tables.load_source_sha256,
    printed_tables.load_row_no
from {{ source('raw', 'tables') }} as printed_tables
