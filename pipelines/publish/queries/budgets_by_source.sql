-- Money by source of funds on a document's page.
-- document_id: select document_id from marts.documents order by document_id limit 1
select funding_source, line_kind, sum(amount_vnd) as amount_vnd, count(*) as line_count
from marts.budget_lines
where document_id = %(document_id)s
group by funding_source, line_kind
order by funding_source, line_kind
