select
    {{ public_columns_of('agency_names', 'fct_agency_name') }}
from {{ ref('fct_agency_name') }} as fct_agency_name
