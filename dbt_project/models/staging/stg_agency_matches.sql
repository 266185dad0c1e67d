select
    {{ columns_of('agency_matches', 'agency_matches') }}
from {{ source('raw', 'agency_matches') }} as agency_matches
