select
    {{ columns_of('administrative_units', 'administrative_units') }}
from {{ ref('administrative_units') }} as administrative_units
