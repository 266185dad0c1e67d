select
    {{ columns_of('citations', 'citations') }},
    citations.load_source_sha256,
    citations.load_row_no
from {{ source('raw', 'citations') }} as citations
