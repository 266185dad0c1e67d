select
    {{ columns_of('sources', 'sources') }},
    -- PostgreSQL's own number of the transaction that wrote the receipt: rows and receipt are written in one, so it is
    -- another one whenever a source is loaded again.
    sources.xmin::text as load_version
from {{ source('raw', 'sources') }} as sources
