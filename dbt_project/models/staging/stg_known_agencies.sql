select
    agencies.*,
    -- What the versions of an agency have in common: the id of a later one ends with the year that it begins in.
    regexp_replace(agencies.agency_id, '-(19|20)\d\d$', '') as agency_key
from {{ ref('agencies') }} as agencies
