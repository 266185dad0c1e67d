-- The projects on a document's page, each with its money.
-- document_id: select document_id from marts.documents order by document_id limit 1
select projects.line_key, projects.project_code, projects.project_name, projects.status, sum(budgets.amount_vnd) as amount_vnd
from marts.projects
left join marts.project_budgets as budgets
    on projects.document_id = budgets.document_id and projects.line_key = budgets.line_key
where projects.document_id = %(document_id)s
group by projects.line_key, projects.project_code, projects.project_name, projects.status
order by projects.line_key
