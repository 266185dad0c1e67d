{{ rows_of('document') }}
select
    {{ columns_of('assignments', 'assignments', leave_out=['agency_id']) }},
    -- Null where nobody knows yet which agency the printed name means; fct_agency_name lists those names.
    uses.agency_id
from {{ ref('stg_assignments') }} as assignments
inner join {{ ref('int_current_document') }} as current_documents
    on
        assignments.document_id = current_documents.document_id
        and assignments.load_source_sha256 = current_documents.source_sha256
inner join {{ ref('stg_documents') }} as documents
    on
        current_documents.document_id = documents.document_id
        and current_documents.source_sha256 = documents.load_source_sha256
left join {{ ref('int_agency_use') }} as uses
    on
        assignments.agency_id = uses.agency_key
        and assignments.agency_text = uses.name_text
        and coalesce(documents.issuer_agency_id, '') = uses.issuer_key
        and uses.named_on
        = coalesce(documents.issue_date, documents.period_start, documents.period_end, '-infinity'::date)
where {{ is_changed('current_documents.document_id') }}
