select
    {{ public_columns_of('indicator_targets', 'fct_indicator_target') }}
from {{ ref('fct_indicator_target') }} as fct_indicator_target
