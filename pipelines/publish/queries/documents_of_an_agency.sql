-- The documents that an agency issued.
-- agency_id: select issuer_agency_id from marts.documents where issuer_agency_id is not null limit 1
select document_id, document_symbol, title, issue_date
from marts.documents
where issuer_agency_id = %(agency_id)s
order by issue_date desc nulls last, document_id
limit 50
