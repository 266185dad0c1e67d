select
    {{ public_columns_of('agency_succession', 'bridge_agency_succession') }}
from {{ ref('bridge_agency_succession') }} as bridge_agency_succession
