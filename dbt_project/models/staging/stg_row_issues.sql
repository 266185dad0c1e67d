select
    {{ columns_of('row_issues', 'row_issues') }},
    row_issues.load_source_sha256,
    row_issues.load_row_no
from {{ source('raw', 'row_issues') }} as row_issues
