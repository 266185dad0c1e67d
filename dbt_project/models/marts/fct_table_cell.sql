{{ rows_of('named_source') }}
{{ rows_come_from('table_cells') }}
select
    {{ columns_of('table_cells', 'table_cells', leave_out=['source_name']) }},
    -- The name that the bytes are known by now, should they have come under several.
    current_sources.source_name
from {{ ref('stg_table_cells') }} as table_cells
inner join {{ ref('int_current_source') }} as current_sources
    on table_cells.load_source_sha256 = current_sources.source_sha256
where {{ is_changed('current_sources.source_name') }}
