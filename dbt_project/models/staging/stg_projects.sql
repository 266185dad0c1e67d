select
    {{ columns_of('projects', 'projects') }},
    projects.load_source_sha256,
    projects.load_row_no
from {{ source('raw', 'projects') }} as projects
