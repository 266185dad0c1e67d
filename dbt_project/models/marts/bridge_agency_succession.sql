select
    agency_succession.agency_id,
    agency_succession.successor_agency_id,
    agency_succession.kind,
    agency_succession.effective_date,
    agency_succession.is_main,
    agency_succession.share,
    agency_succession.legal_source,
    agency_succession.note,
    agency_succession.confidence
from {{ ref('agency_succession') }} as agency_succession
