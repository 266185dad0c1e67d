{{ rows_of('document') }}
select
    {{ columns_of('sections', 'sections') }}
from {{ ref('stg_sections') }} as sections
inner join {{ ref('int_current_document') }} as current_documents
    on
        sections.document_id = current_documents.document_id
        and sections.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
