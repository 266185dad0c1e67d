{{ rows_come_from('budget_reconciliations') }}
select
    {{ columns_of('budget_reconciliations', 'reconciliations') }}
from {{ ref('stg_budget_reconciliations') }} as reconciliations
inner join {{ ref('int_current_document') }} as current_documents
    on
        reconciliations.document_id = current_documents.document_id
        and reconciliations.load_source_sha256 = current_documents.source_sha256
