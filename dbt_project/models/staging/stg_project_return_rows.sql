select
    {{ columns_of('project_return_rows', 'project_return_rows') }},
    project_return_rows.load_source_sha256,
    project_return_rows.load_row_no
from {{ source('raw', 'project_return_rows') }} as project_return_rows
