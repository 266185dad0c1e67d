select
    {{ public_columns_of('submission_issues', 'fct_submission_issue') }}
from {{ ref('fct_submission_issue') }} as fct_submission_issue
