select
    {{ columns_of('unread_text', 'unread_text') }},
    unread_text.load_source_sha256,
    unread_text.load_row_no
from {{ source('raw', 'unread_text') }} as unread_text
