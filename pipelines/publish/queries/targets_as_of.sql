-- What a document's targets were at a moment.
-- document_id: select document_id from marts.documents order by document_id limit 1
select line_key, component_no, target_value, target_text
from marts.indicator_targets_as_of(now())
where document_id = %(document_id)s
order by line_key, component_no
