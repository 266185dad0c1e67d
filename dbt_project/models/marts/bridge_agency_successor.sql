-- The register holds no cycles: its files are checked before anything is built of them.
with recursive ways as (
    select
        known.agency_id,
        known.agency_id as heir_agency_id,
        known.valid_from,
        known.valid_to,
        true as is_main,
        1::numeric as share_passed
    from {{ ref('stg_known_agencies') }} as known
    union all
    select
        ways.agency_id,
        succession.successor_agency_id as heir_agency_id,
        greatest(succession.effective_date, heirs.valid_from) as valid_from,
        heirs.valid_to,
        ways.is_main and succession.is_main as is_main,
        ways.share_passed * succession.share as share_passed
    from ways
    inner join {{ ref('agency_succession') }} as succession
        on ways.heir_agency_id = succession.agency_id
    inner join {{ ref('stg_known_agencies') }} as heirs
        on succession.successor_agency_id = heirs.agency_id
)

select
    agency_id,
    heir_agency_id,
    valid_from,
    valid_to,
    concat_ws('>', agency_id, heir_agency_id, valid_from) as inheritance_id,
    bool_or(is_main) as is_main,
    case when count(*) = count(share_passed) then trim_scale(sum(share_passed)) end as share_passed
from ways
group by agency_id, heir_agency_id, valid_from, valid_to
