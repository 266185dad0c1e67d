{{ rows_of('document', 'child_document_id') }}
select
    {{ columns_of('alignments', 'alignments') }}
from {{ ref('stg_alignments') }} as alignments
inner join {{ ref('int_current_document') }} as current_documents
    on
        alignments.child_document_id = current_documents.document_id
        and alignments.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
