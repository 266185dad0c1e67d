select
    {{ public_columns_of('indicator_matches', 'fct_indicator_match') }}
from {{ ref('fct_indicator_match') }} as fct_indicator_match
