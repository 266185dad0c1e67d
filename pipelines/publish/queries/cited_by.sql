-- The documents that cite a document.
-- document_id: select cited_document_id from marts.citations where cited_document_id is not null limit 1
select document_id, record_no, relation, cited_symbol
from marts.citations
where cited_document_id = %(document_id)s
order by document_id, record_no
limit 100
