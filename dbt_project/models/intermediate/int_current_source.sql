-- A version that could not be taken in does not push out the last good one of the same name: a broken upload must not
-- take published figures away. The rejection itself is in fct_rejected_source.
with accepted as (
    select
        sources.received_no,
        sources.source_name,
        sources.source_sha256,
        max(sources.load_version::bigint) over (partition by sources.source_sha256) as load_version,
        row_number() over (
            partition by sources.source_name
            order by sources.received_no desc
        ) as version_no
    from {{ ref('stg_sources') }} as sources
    left join {{ ref('stg_rejected_sources') }} as rejected_sources
        on
            sources.source_name = rejected_sources.source_name
            and sources.source_sha256 = rejected_sources.source_sha256
    where rejected_sources.source_sha256 is null
)

-- The same bytes under several names are one source; it keeps the name that sorts first by its bytes,
-- which is the same on every server.
select distinct on (accepted.source_sha256)
    accepted.received_no,
    accepted.source_name,
    accepted.source_sha256,
    accepted.load_version
from accepted
where accepted.version_no = 1
order by accepted.source_sha256 asc, convert_to(accepted.source_name, 'UTF8') asc
