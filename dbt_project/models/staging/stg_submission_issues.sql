select
    {{ columns_of('submission_issues', 'submission_issues') }},
    submission_issues.load_source_sha256,
    submission_issues.load_row_no
from {{ source('raw', 'submission_issues') }} as submission_issues
