{{ rows_of('document') }}
select
    {{ columns_of('project_budgets', 'project_budgets') }}
from {{ ref('stg_project_budgets') }} as project_budgets
inner join {{ ref('int_current_document') }} as current_documents
    on
        project_budgets.document_id = current_documents.document_id
        and project_budgets.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
