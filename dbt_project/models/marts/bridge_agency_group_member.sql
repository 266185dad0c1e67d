-- Members by rule are the agencies of the kinds, province and level that a group is about, as long as both exist.
with members as (
    select
        collectives.group_id,
        known.agency_id,
        'listed' as basis
    from {{ ref('agency_groups') }} as collectives
    inner join {{ ref('stg_known_agencies') }} as known
        on known.agency_id = any(string_to_array(collectives.listed_members, '|'))
    union
    select
        collectives.group_id,
        known.agency_id,
        'rule' as basis
    from {{ ref('agency_groups') }} as collectives
    inner join {{ ref('stg_known_agencies') }} as known
        on
            known.body_kind = any(string_to_array(collectives.member_kinds, '|'))
            and known.province_id is not distinct from collectives.member_province_id
    left join {{ ref('stg_administrative_units') }} as units
        on known.unit_id = units.unit_id
    where
        collectives.listed_members is null
        and (collectives.member_level is null or units.level = collectives.member_level)
),

periods as (
    select
        members.group_id,
        members.agency_id,
        members.basis,
        greatest(collective.valid_from, known.valid_from) as valid_from,
        least(collective.valid_to, known.valid_to) as valid_to
    from members
    inner join {{ ref('stg_known_agencies') }} as collective
        on members.group_id = collective.agency_id
    inner join {{ ref('stg_known_agencies') }} as known
        on members.agency_id = known.agency_id
)

select
    periods.group_id as group_agency_id,
    periods.agency_id as member_agency_id,
    periods.valid_from,
    periods.valid_to,
    periods.basis,
    collectives.is_complete,
    collectives.confidence
from periods
inner join {{ ref('agency_groups') }} as collectives
    on periods.group_id = collectives.group_id
where periods.valid_from is null or periods.valid_to is null or periods.valid_from < periods.valid_to
