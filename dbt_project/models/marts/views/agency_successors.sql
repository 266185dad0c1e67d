select
    {{ public_columns_of('agency_successors', 'bridge_agency_successor') }}
from {{ ref('bridge_agency_successor') }} as bridge_agency_successor
