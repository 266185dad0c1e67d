-- The canonical indicators of the reference file. A source may bring others that it maps to; the fullest row of each is
-- kept.
with brought as (
    select
        {{ columns_of('indicators', 'indicators') }},
        2 as precedence,
        indicators.load_source_sha256,
        indicators.load_row_no
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('int_current_source') }} as current_sources
        on indicators.load_source_sha256 = current_sources.source_sha256
    union all
    select
        canonical.indicator_id,
        canonical.name_vi as name,
        canonical.pillar,
        nullif(canonical.unit, 'none') as unit,
        canonical.direction,
        1 as precedence,
        null as load_source_sha256,
        null as load_row_no
    from {{ ref('indicators') }} as canonical
)

select distinct on (brought.indicator_id)
    {{ columns_of('indicators', 'brought') }}
from brought
order by
    brought.indicator_id asc,
    brought.precedence asc,
    num_nonnulls({{ columns_of('indicators', 'brought') }}) desc,
    brought.load_source_sha256 asc,
    brought.load_row_no asc
