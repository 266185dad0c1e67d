{{ rows_of('document') }}
select
    {{ columns_of('indicator_results', 'indicator_results') }}
from {{ ref('stg_indicator_results') }} as indicator_results
inner join {{ ref('int_current_document') }} as current_documents
    on
        indicator_results.document_id = current_documents.document_id
        and indicator_results.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
