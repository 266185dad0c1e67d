{{ rows_of('document') }}
select
    {{ columns_of('arithmetic_checks', 'arithmetic_checks') }}
from {{ ref('stg_arithmetic_checks') }} as arithmetic_checks
inner join {{ ref('int_current_document') }} as current_documents
    on
        arithmetic_checks.document_id = current_documents.document_id
        and arithmetic_checks.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
