select
    {{ public_columns_of('projects', 'dim_project') }}
from {{ ref('dim_project') }} as dim_project
