-- Which checks the row of a figure passed: those of its document's rows in its dataset, and those of the document.
-- document_id: select document_id from marts.documents order by document_id limit 1
select check_kind, dataset, check_name, column_name, severity, is_passed, evaluated_count, failed_count, message
from marts.quality_checks
where document_id = %(document_id)s and (dataset = 'indicator_targets' or check_kind <> 'expectation')
order by check_kind, dataset, check_name
