select
    unit_succession.unit_id,
    unit_succession.successor_unit_id,
    unit_succession.kind,
    unit_succession.effective_date,
    unit_succession.share,
    unit_succession.legal_source,
    unit_succession.confidence,
    concat_ws('>', unit_succession.unit_id, unit_succession.successor_unit_id) as succession_id
from {{ ref('unit_succession') }} as unit_succession
