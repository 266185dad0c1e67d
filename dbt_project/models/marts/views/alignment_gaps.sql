select
    {{ public_columns_of('alignment_gaps', 'fct_alignment_gap') }}
from {{ ref('fct_alignment_gap') }} as fct_alignment_gap
