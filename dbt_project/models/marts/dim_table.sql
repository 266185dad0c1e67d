{{ rows_of('named_source') }}
{{ rows_come_from('tables') }}
select
    {{ columns_of('tables', 'printed_tables', leave_out=['source_name']) }},
    -- The name that the bytes are known by now, should they have come under several.
    current_sources.source_name
from {{ ref('stg_tables') }} as printed_tables
inner join {{ ref('int_current_source') }} as current_sources
    on printed_tables.load_source_sha256 = current_sources.source_sha256
where {{ is_changed('current_sources.source_name') }}
