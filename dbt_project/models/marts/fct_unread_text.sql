{{ rows_of('document') }}
{{ rows_come_from('unread_text') }}
select
    {{ columns_of('unread_text', 'unread_text') }}
from {{ ref('stg_unread_text') }} as unread_text
inner join {{ ref('int_current_document') }} as current_documents
    on
        unread_text.document_id = current_documents.document_id
        and unread_text.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
