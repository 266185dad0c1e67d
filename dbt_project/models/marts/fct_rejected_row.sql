{{ rows_of('source') }}
{{ rows_come_from('rejected_rows') }}
select
    current_sources.source_name,
    current_sources.source_sha256,
    {{ columns_of('rejected_rows', 'rejected_rows') }}
from {{ ref('stg_rejected_rows') }} as rejected_rows
inner join {{ ref('int_current_source') }} as current_sources
    on rejected_rows.load_source_sha256 = current_sources.source_sha256
where {{ is_changed('current_sources.source_sha256') }}
