select
    {{ public_columns_of('citation_paths', 'fct_citation_path') }}
from {{ ref('fct_citation_path') }} as fct_citation_path
