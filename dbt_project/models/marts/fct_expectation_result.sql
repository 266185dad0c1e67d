{{ rows_of('source') }}
select
    current_sources.source_name,
    current_sources.source_sha256,
    {{ columns_of('expectations', 'expectations') }}
from {{ ref('stg_expectations') }} as expectations
inner join {{ ref('int_current_source') }} as current_sources
    on expectations.load_source_sha256 = current_sources.source_sha256
where {{ is_changed('current_sources.source_sha256') }}
