-- A page of the list of all targets: from a key on, never by counting pages off.
-- document_id: select max(document_id) from marts.documents where document_id < 'v'
select document_id, line_key, component_no, indicator_name, target_year, target_value, unit
from marts.indicator_targets
where (document_id, line_key, component_no) > (%(document_id)s, '', 0)
order by document_id, line_key, component_no
limit 50
