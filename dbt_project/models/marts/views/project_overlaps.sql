select
    {{ public_columns_of('project_overlaps', 'fct_project_overlap') }}
from {{ ref('fct_project_overlap') }} as fct_project_overlap
