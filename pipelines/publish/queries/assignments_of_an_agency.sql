-- What an agency has to do, a page at a time.
-- agency_id: select agency_id from marts.assignments where agency_id is not null limit 1
select document_id, subject_kind, subject_key, role, agency_text
from marts.assignments
where agency_id = %(agency_id)s
order by subject_kind, document_id, subject_key
limit 50
