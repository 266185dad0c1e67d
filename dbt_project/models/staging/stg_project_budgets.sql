select
    {{ columns_of('project_budgets', 'project_budgets') }},
    project_budgets.load_source_sha256,
    project_budgets.load_row_no
from {{ source('raw', 'project_budgets') }} as project_budgets
