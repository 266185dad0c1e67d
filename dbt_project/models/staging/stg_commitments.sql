select
    {{ columns_of('commitments', 'commitments') }},
    commitments.load_source_sha256,
    commitments.load_row_no
from {{ source('raw', 'commitments') }} as commitments
