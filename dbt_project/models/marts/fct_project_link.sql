select
    {{ columns_of('project_links', 'steps') }}
from {{ ref('int_project_step') }} as steps
