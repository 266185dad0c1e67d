select
    {{ columns_of('measurements', 'measurements') }},
    measurements.load_source_sha256,
    measurements.load_row_no
from {{ source('raw', 'measurements') }} as measurements
