select
    {{ columns_of('budget_reconciliations', 'budget_reconciliations') }},
    budget_reconciliations.load_source_sha256,
    budget_reconciliations.load_row_no
from {{ source('raw', 'budget_reconciliations') }} as budget_reconciliations
