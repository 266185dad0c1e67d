select
    {{ public_columns_of('project_links', 'fct_project_link') }}
from {{ ref('fct_project_link') }} as fct_project_link
