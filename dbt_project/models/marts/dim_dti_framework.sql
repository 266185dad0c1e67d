select
    frameworks.framework,
    frameworks.row_kind,
    frameworks.pillar_or_main_index as name,
    frameworks.code,
    frameworks.level as framework_level,
    frameworks.component_count,
    frameworks.max_points,
    frameworks.valid_from,
    frameworks.valid_to,
    frameworks.notes,
    frameworks.evidence,
    frameworks.confidence
from {{ ref('dti_frameworks') }} as frameworks
