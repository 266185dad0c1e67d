-- Two rows of the review file that decide on one name otherwise, for one issuer and period: which one holds would be
-- chance. Names are compared as they are when lines are matched, so a capital or a full stop makes no second name.
with mappings as (
    select
        {{ written_out(indicator_core('printed_name')) }} as core_name,
        printed_name,
        coalesce(unit, '') as unit,
        coalesce(level, '') as level,
        {{ fold_agency("coalesce(issuer, '')") }} as issuer,
        daterange(period_from, period_to) as period,
        concat_ws('/', indicator_id, match) as decision
    from {{ ref('indicator_mappings') }}
)

select
    mappings.printed_name,
    mappings.decision,
    other.decision as other_decision
from mappings
inner join mappings as other
    on
        mappings.core_name = other.core_name
        and mappings.unit = other.unit
        and mappings.level = other.level
        and mappings.issuer = other.issuer
        and mappings.period && other.period
where mappings.decision < other.decision
