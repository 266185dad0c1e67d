select
    {{ public_columns_of('indicator_observations', 'fct_indicator_observation') }}
from {{ ref('fct_indicator_observation') }} as fct_indicator_observation
