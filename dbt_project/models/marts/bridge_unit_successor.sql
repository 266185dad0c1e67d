-- The files hold no cycles: they are checked before anything is built of them.
with recursive ways as (
    select
        units.unit_id,
        units.unit_id as heir_unit_id,
        units.valid_from,
        units.valid_to,
        1::numeric as share_passed
    from {{ ref('stg_administrative_units') }} as units
    union all
    select
        ways.unit_id,
        succession.successor_unit_id as heir_unit_id,
        succession.effective_date as valid_from,
        heirs.valid_to,
        -- A unit that nothing follows has no share anywhere.
        case when succession.successor_unit_id is not null then ways.share_passed * succession.share end as share_passed
    from ways
    inner join {{ ref('unit_succession') }} as succession
        on ways.heir_unit_id = succession.unit_id
    left join {{ ref('stg_administrative_units') }} as heirs
        on succession.successor_unit_id = heirs.unit_id
)

select
    unit_id,
    heir_unit_id,
    valid_from,
    valid_to,
    concat_ws('>', unit_id, coalesce(heir_unit_id, '-'), valid_from) as inheritance_id,
    -- Parts that come back together over several ways add up.
    case when count(*) = count(share_passed) then trim_scale(sum(share_passed)) end as share_passed
from ways
group by unit_id, heir_unit_id, valid_from, valid_to
