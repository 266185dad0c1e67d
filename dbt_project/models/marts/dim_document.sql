select
    {{ columns_of('documents', 'documents', leave_out=['source_name', 'issuer_agency_id']) }},
    -- The name that the bytes are known by now, should they have come under several.
    current_documents.source_name,
    uses.agency_id as issuer_agency_id
from {{ ref('stg_documents') }} as documents
inner join {{ ref('int_current_document') }} as current_documents
    on
        documents.document_id = current_documents.document_id
        and documents.load_source_sha256 = current_documents.source_sha256
left join {{ ref('int_agency_use') }} as uses
    on
        documents.issuer_agency_id = uses.agency_key
        and coalesce(documents.issuer_text, documents.issuer_agency_id) = uses.name_text
        and documents.issuer_agency_id = uses.issuer_key
        and uses.named_on
        = coalesce(documents.issue_date, documents.period_start, documents.period_end, '-infinity'::date)
