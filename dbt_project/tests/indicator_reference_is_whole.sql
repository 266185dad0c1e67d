-- A rule, decision or version of an indicator that is not in the list would match lines to nothing.
select
    'indicator_rules' as seed,
    rules.indicator_id
from {{ ref('indicator_rules') }} as rules
left join {{ ref('indicators') }} as indicators
    on rules.indicator_id = indicators.indicator_id
where indicators.indicator_id is null
union all
select
    'indicator_mappings' as seed,
    mappings.indicator_id
from {{ ref('indicator_mappings') }} as mappings
left join {{ ref('indicators') }} as indicators
    on mappings.indicator_id = indicators.indicator_id
where indicators.indicator_id is null and mappings.match <> 'none'
union all
select
    'indicator_versions' as seed,
    versions.indicator_id
from {{ ref('indicator_versions') }} as versions
left join {{ ref('indicators') }} as indicators
    on versions.indicator_id = indicators.indicator_id
where indicators.indicator_id is null
