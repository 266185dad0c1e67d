-- On any day a code of a scheme is one unit. A constraint of ranges alone says so: each scheme and code has a stretch
-- of numbers of its own, and the days of a period are a range in it. Text cannot be compared in such a constraint
-- without an extension, hence the number made of it; should two codes ever come to the same one, the build stops.
{{ config(post_hook=[
    "alter table {{ this }} add exclude using gist (numrange("
    ~ "hashtextextended(scheme || '/' || code, 0) * 10000000::numeric + coalesce(valid_from - date '0001-01-01', 0), "
    ~ "hashtextextended(scheme || '/' || code, 0) * 10000000::numeric + coalesce(valid_to - date '0001-01-01', 9999999)"
    ~ ") with &&)"
]) }}
select
    units.unit_id,
    'gso' as scheme,
    units.code,
    units.valid_from,
    units.valid_to,
    units.legal_source,
    units.confidence
from {{ ref('stg_administrative_units') }} as units
-- Provinces, districts and communes are numbered apart, with two, three and five digits.
union all
select
    unit_codes.unit_id,
    unit_codes.scheme,
    unit_codes.code,
    unit_codes.valid_from,
    unit_codes.valid_to,
    unit_codes.legal_source,
    unit_codes.confidence
from {{ ref('unit_codes') }} as unit_codes
