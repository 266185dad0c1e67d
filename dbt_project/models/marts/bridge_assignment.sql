{{ rows_of('document') }}
select
    {{ columns_of('assignments', 'assignments') }}
from {{ ref('stg_assignments') }} as assignments
inner join {{ ref('int_current_document') }} as current_documents
    on
        assignments.document_id = current_documents.document_id
        and assignments.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
