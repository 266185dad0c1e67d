select
    {{ columns_of('sources', 'sources') }}
from {{ source('raw', 'sources') }} as sources
