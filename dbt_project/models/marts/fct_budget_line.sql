{{ rows_of('document') }}
select
    {{ columns_of('budget_lines', 'budget_lines') }}
from {{ ref('stg_budget_lines') }} as budget_lines
inner join {{ ref('int_current_document') }} as current_documents
    on
        budget_lines.document_id = current_documents.document_id
        and budget_lines.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
