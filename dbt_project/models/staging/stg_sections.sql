select
    {{ columns_of('sections', 'sections') }},
    sections.load_source_sha256,
    sections.load_row_no
from {{ source('raw', 'sections') }} as sections
