{{ rows_come_from('rejected_sources') }}
-- A rejection is settled once anything else has come in under the same name.
with latest as (
    select distinct on (sources.source_name)
        sources.source_name,
        sources.source_sha256
    from {{ ref('stg_sources') }} as sources
    order by sources.source_name asc, sources.received_no desc
)

select
    {{ columns_of('rejected_sources', 'rejected_sources') }}
from {{ ref('stg_rejected_sources') }} as rejected_sources
inner join latest
    on
        rejected_sources.source_name = latest.source_name
        and rejected_sources.source_sha256 = latest.source_sha256
