{{ rows_of('document') }}
select
    {{ columns_of('measurements', 'measurements') }}
from {{ ref('stg_measurements') }} as measurements
inner join {{ ref('int_current_document') }} as current_documents
    on
        measurements.document_id = current_documents.document_id
        and measurements.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
