select
    {{ columns_of('budget_return_rows', 'budget_return_rows') }},
    budget_return_rows.load_source_sha256,
    budget_return_rows.load_row_no
from {{ source('raw', 'budget_return_rows') }} as budget_return_rows
