-- Which agency a printed name means on a day. Of the versions that have the name the one in force is meant; after the
-- last one ended still that, as names live on; before the first one, the first, unless the register begins later than
-- the document: then only the pattern of official names is left.
{{ config(indexes=[{'columns': ['agency_key', 'name_text', 'issuer_key', 'named_on']}]) }}
with printed as (
    select distinct
        agency_key,
        name_text,
        issuer_key,
        named_on
    from {{ ref('int_agency_mention') }}
),

matched as (
    select
        printed.agency_key,
        printed.name_text,
        printed.issuer_key,
        printed.named_on,
        matches.rule_name,
        matches.province_name,
        matches.proposals,
        -- A name that was never held against the register keeps the key that its pattern gives.
        case when matches.agency_key is null then printed.agency_key else matches.known_key end as known_key,
        case when matches.agency_key is null then printed.agency_key else matches.rule_key end as rule_key,
        coalesce(matches.names_territory, false) as names_territory,
        coalesce(matches.is_covered, false) as is_covered,
        coalesce(matches.covered_from, '-infinity'::date) as covered_from
    from printed
    left join {{ ref('stg_agency_matches') }} as matches
        on
            printed.agency_key = matches.agency_key
            and printed.name_text = matches.name_text
            and printed.issuer_key = matches.issuer_key
),

versions as (
    select
        matched.*,
        known.agency_id as known_agency_id,
        coalesce(known.valid_to <= matched.named_on, false) as has_ended,
        row_number() over (
            partition by matched.agency_key, matched.name_text, matched.issuer_key, matched.named_on
            order by
                coalesce(known.valid_from > matched.named_on, false) asc,
                coalesce(known.valid_to, 'infinity'::date) > matched.named_on desc,
                case when known.valid_from > matched.named_on then known.valid_from end asc,
                known.valid_to desc,
                known.agency_id asc
        ) as place
    from matched
    left join {{ ref('stg_known_agencies') }} as known
        on
            matched.known_key = known.agency_key
            and not (matched.is_covered and matched.named_on < matched.covered_from)
)

select
    agency_key,
    name_text,
    issuer_key,
    named_on,
    province_name,
    rule_name,
    proposals,
    case
        when known_agency_id is not null then known_agency_id
        when rule_key is not null and (not is_covered or named_on < covered_from or names_territory) then rule_key
    end as agency_id,
    case
        when known_agency_id is not null then 'known'
        when rule_key is not null and (not is_covered or named_on < covered_from or names_territory) then 'by_rule'
        else 'unknown'
    end as state,
    known_agency_id is not null and has_ended as is_after_end
from versions
where place = 1
