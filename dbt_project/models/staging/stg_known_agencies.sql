select
    agencies.agency_id,
    agencies.name,
    agencies.short_name,
    agencies.kind,
    agencies.body_kind,
    agencies.parent_agency_id,
    agencies.province_id,
    agencies.unit_id,
    agencies.valid_from,
    agencies.valid_to,
    agencies.identification_code,
    agencies.legal_source,
    agencies.note,
    agencies.evidence,
    agencies.confidence,
    -- What the versions of an agency have in common: the id of a later one ends with the year that it begins in.
    regexp_replace(agencies.agency_id, '-(19|20)\d\d$', '') as agency_key
from {{ ref('agencies') }} as agencies
