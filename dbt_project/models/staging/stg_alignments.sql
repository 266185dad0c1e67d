select
    {{ columns_of('alignments', 'alignments') }},
    alignments.load_source_sha256,
    alignments.load_row_no
from {{ source('raw', 'alignments') }} as alignments
