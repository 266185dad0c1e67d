select
    {{ columns_of('submission_issues', 'submission_issues') }}
from {{ ref('stg_submission_issues') }} as submission_issues
