-- What somebody has to look at in a document.
-- document_id: select document_id from marts.documents order by document_id limit 1
select record_no, finding_kind, severity, responsibility, description, value_text, source_page, source_line_start
from marts.findings
where document_id = %(document_id)s
order by record_no
