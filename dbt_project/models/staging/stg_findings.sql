select
    {{ columns_of('findings', 'findings') }},
    findings.load_source_sha256,
    findings.load_row_no
from {{ source('raw', 'findings') }} as findings
