select
    {{ public_columns_of('submissions', 'fct_submission') }}
from {{ ref('fct_submission') }} as fct_submission
