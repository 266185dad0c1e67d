select
    {{ columns_of('submissions', 'submissions') }},
    submissions.load_source_sha256,
    submissions.load_row_no
from {{ source('raw', 'submissions') }} as submissions
