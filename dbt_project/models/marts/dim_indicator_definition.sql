select
    canonical.indicator_id,
    canonical.name_vi as name,
    canonical.name_en,
    canonical.numerator_vi as numerator,
    canonical.denominator_vi as denominator,
    canonical.level as levels,
    canonical.framework_references,
    versions.what_changed,
    versions.valid_from,
    versions.valid_to,
    canonical.notes,
    coalesce(versions.definition_version, canonical.definition_version) as definition_version,
    row_number() over (partition by canonical.indicator_id order by versions.valid_from asc nulls first) as series_no,
    coalesce(versions.evidence, canonical.evidence) as evidence,
    coalesce(versions.confidence, canonical.confidence) as confidence
from {{ ref('indicators') }} as canonical
left join {{ ref('indicator_versions') }} as versions
    on canonical.indicator_id = versions.indicator_id
