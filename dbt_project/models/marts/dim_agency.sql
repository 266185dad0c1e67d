-- Every document that prints an agency brings a row of it, and so does a return of one that no document prints. The
-- fullest one is kept, and among equally full ones that of the latest document: nothing that depends on the order in
-- which files arrived.
select distinct on (agencies.agency_id)
    {{ columns_of('agencies', 'agencies') }}
from {{ ref('stg_agencies') }} as agencies
left join {{ ref('int_current_document') }} as current_documents
    on agencies.load_source_sha256 = current_documents.source_sha256
left join {{ ref('stg_submissions') }} as submissions
    on agencies.load_source_sha256 = submissions.load_source_sha256
where coalesce(current_documents.source_sha256, submissions.load_source_sha256) is not null
order by
    agencies.agency_id asc,
    current_documents.source_sha256 is null asc,
    num_nonnulls({{ columns_of('agencies', 'agencies') }}) desc,
    current_documents.issue_date desc nulls last,
    agencies.load_source_sha256 asc,
    agencies.load_row_no asc
