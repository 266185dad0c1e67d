select
    {{ columns_of('rejected_rows', 'rejected_rows') }},
    rejected_rows.load_source_sha256,
    rejected_rows.load_row_no
from {{ source('raw', 'rejected_rows') }} as rejected_rows
