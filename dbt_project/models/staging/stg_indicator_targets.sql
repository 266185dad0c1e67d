select
    {{ columns_of('indicator_targets', 'indicator_targets') }},
    indicator_targets.load_source_sha256,
    indicator_targets.load_row_no
from {{ source('raw', 'indicator_targets') }} as indicator_targets
