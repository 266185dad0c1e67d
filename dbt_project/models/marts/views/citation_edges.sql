select
    {{ public_columns_of('citation_edges', 'fct_citation_edge') }}
from {{ ref('fct_citation_edge') }} as fct_citation_edge
