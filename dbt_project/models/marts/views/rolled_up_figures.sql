select
    {{ public_columns_of('rolled_up_figures', 'fct_rolled_up_figure') }}
from {{ ref('fct_rolled_up_figure') }} as fct_rolled_up_figure
