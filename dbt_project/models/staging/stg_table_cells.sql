select
    {{ columns_of('table_cells', 'table_cells') }},
    table_cells.load_source_sha256,
    table_cells.load_row_no
from {{ source('raw', 'table_cells') }} as table_cells
