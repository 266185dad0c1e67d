select
    {{ public_columns_of('printed_figures', 'fct_printed_figure') }}
from {{ ref('fct_printed_figure') }} as fct_printed_figure
