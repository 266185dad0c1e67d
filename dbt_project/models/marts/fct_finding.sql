{{ rows_of('document') }}
select
    {{ columns_of('findings', 'findings') }}
from {{ ref('stg_findings') }} as findings
inner join {{ ref('int_current_document') }} as current_documents
    on
        findings.document_id = current_documents.document_id
        and findings.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
