{{ rows_of('document') }}
select
    {{ columns_of('projects', 'projects') }}
from {{ ref('stg_projects') }} as projects
inner join {{ ref('int_current_document') }} as current_documents
    on
        projects.document_id = current_documents.document_id
        and projects.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
