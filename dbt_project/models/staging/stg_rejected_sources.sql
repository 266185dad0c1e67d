select
    {{ columns_of('rejected_sources', 'rejected_sources') }}
from {{ source('raw', 'rejected_sources') }} as rejected_sources
