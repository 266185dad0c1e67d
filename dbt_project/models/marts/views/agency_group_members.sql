select
    {{ public_columns_of('agency_group_members', 'bridge_agency_group_member') }}
from {{ ref('bridge_agency_group_member') }} as bridge_agency_group_member
