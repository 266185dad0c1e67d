-- What the citations of each document were resolved to, for the models that hold them: a document that comes in changes
-- those of the few that cite it, or might.
with current_documents as (
    select
        document_id,
        source_sha256,
        concat_ws(' ', source_sha256, load_version) as loaded_version
    from {{ ref('int_current_document') }}
),

fitting as (
    select
        document_id,
        string_agg(concat_ws(' ', record_no, cited_document_id), '#' order by record_no, cited_document_id) as all_ids
    from {{ ref('int_citation_candidate') }}
    group by document_id
),

resolved as (
    select
        document_id,
        string_agg(concat_ws(' ', record_no, cited_document_id), '#' order by record_no) as all_ids
    from {{ ref('int_resolved_citation') }}
    group by document_id
),

-- Named by the reader of the document; it need not be in the warehouse, or no longer be.
named as (
    select
        citations.document_id,
        string_agg(citations.record_no::text, '#' order by citations.record_no) as all_nos
    from {{ ref('stg_citations') }} as citations
    inner join current_documents as citing
        on
            citations.document_id = citing.document_id
            and citations.load_source_sha256 = citing.source_sha256
    inner join current_documents as cited
        on citations.cited_document_id = cited.document_id
    group by citations.document_id
)

select
    current_documents.document_id,
    {{ digest_of(
        "concat_ws('|', current_documents.loaded_version, fitting.all_ids, resolved.all_ids, named.all_nos)"
    ) }} as citations_version
from current_documents
left join fitting
    on current_documents.document_id = fitting.document_id
left join resolved
    on current_documents.document_id = resolved.document_id
left join named
    on current_documents.document_id = named.document_id
