select
    abbreviations.words as printed,
    {{ plain_wording('abbreviations.short') }} as short,
    {{ plain_wording('abbreviations.words') }} as wording
from {{ ref('abbreviations') }} as abbreviations
