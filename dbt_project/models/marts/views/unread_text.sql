select
    {{ public_columns_of('unread_text', 'fct_unread_text') }}
from {{ ref('fct_unread_text') }} as fct_unread_text
