select
    {{ columns_of('budget_lines', 'budget_lines') }},
    budget_lines.load_source_sha256,
    budget_lines.load_row_no
from {{ source('raw', 'budget_lines') }} as budget_lines
