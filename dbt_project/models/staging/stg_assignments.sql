select
    {{ columns_of('assignments', 'assignments') }},
    assignments.load_source_sha256,
    assignments.load_row_no
from {{ source('raw', 'assignments') }} as assignments
