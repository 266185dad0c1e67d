{{ rows_of('document') }}
select
    {{ columns_of('indicator_targets', 'indicator_targets') }}
from {{ ref('stg_indicator_targets') }} as indicator_targets
inner join {{ ref('int_current_document') }} as current_documents
    on
        indicator_targets.document_id = current_documents.document_id
        and indicator_targets.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
