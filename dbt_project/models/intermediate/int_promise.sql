{{ rows_of('document') }}
{{ rows_come_from('commitments') }}
-- The thing that each commitment promises, folded: that is what is dear about looking for what became of it.
with promises as materialized (
    select
        commitments.document_id,
        commitments.record_no,
        commitments.subject_kind,
        commitments.subject_key,
        {{ fold_thing('coalesce(commitments.subject, commitments.what)') }} as thing
    from {{ ref('stg_commitments') }} as commitments
    inner join {{ ref('int_current_document') }} as current_documents
        on
            commitments.document_id = current_documents.document_id
            and commitments.load_source_sha256 = current_documents.source_sha256
    where {{ is_changed('current_documents.document_id') }}
)

select
    promises.*,
    {{ first_words('promises.thing') }} as first_words
from promises
