select
    {{ columns_of('indicator_results', 'indicator_results') }},
    indicator_results.load_source_sha256,
    indicator_results.load_row_no
from {{ source('raw', 'indicator_results') }} as indicator_results
