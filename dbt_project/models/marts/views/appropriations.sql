select
    {{ public_columns_of('appropriations', 'fct_appropriation') }}
from {{ ref('fct_appropriation') }} as fct_appropriation
