-- The targets on a document's page.
-- document_id: select document_id from marts.documents order by document_id limit 1
select line_key, component_no, row_no, indicator_name, comparator, target_value, unit, target_text, source_line_start
from marts.indicator_targets
where document_id = %(document_id)s
order by line_key, component_no
