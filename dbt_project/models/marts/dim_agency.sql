-- Every document that prints an agency brings a row of it. The fullest one is kept, and among equally full ones that of
-- the latest document: nothing that depends on the order in which files happened to arrive.
select distinct on (agencies.agency_id)
    {{ columns_of('agencies', 'agencies') }}
from {{ ref('stg_agencies') }} as agencies
inner join {{ ref('int_current_document') }} as current_documents
    on agencies.load_source_sha256 = current_documents.source_sha256
order by
    agencies.agency_id asc,
    num_nonnulls({{ columns_of('agencies', 'agencies') }}) desc,
    current_documents.issue_date desc nulls last,
    agencies.load_source_sha256 asc,
    agencies.load_row_no asc
