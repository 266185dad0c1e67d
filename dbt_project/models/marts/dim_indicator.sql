-- A source may bring the canonical indicators that it maps to; the fullest row of each is kept.
select distinct on (indicators.indicator_id)
    {{ columns_of('indicators', 'indicators') }}
from {{ ref('stg_indicators') }} as indicators
inner join {{ ref('int_current_source') }} as current_sources
    on indicators.load_source_sha256 = current_sources.source_sha256
order by
    indicators.indicator_id asc,
    num_nonnulls({{ columns_of('indicators', 'indicators') }}) desc,
    indicators.load_source_sha256 asc,
    indicators.load_row_no asc
