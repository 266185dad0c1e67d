-- What the citations of each document may mean, for the models that hold them: a document that comes in changes those
-- of the few that cite it, or might.
with fitting as (
    select
        document_id,
        -- Rows differ by their key, so that as good as never two lists of them have the same count and marks.
        concat_ws(' ', count(*), bit_xor(row_mark)) as all_marks
    from {{ ref('int_citation_candidate') }}
    group by document_id
),

by_title as (
    select
        candidates.document_id,
        candidates.record_no,
        candidates.symbol,
        candidates.cited_date,
        min(candidates.cited_document_id) as cited_document_id
    from {{ ref('int_citation_candidate') }} as candidates
    where
        candidates.is_by_title
        and not exists (
            select 1
            from {{ ref('int_citation_candidate') }} as by_symbol
            where
                by_symbol.document_id = candidates.document_id
                and by_symbol.record_no = candidates.record_no
                and not by_symbol.is_by_title
        )
    group by candidates.document_id, candidates.record_no, candidates.symbol, candidates.cited_date
    having count(*) = 1
),

-- A document without a number of its own is not taken to be two different ones, whoever cites it.
one_number as (
    select cited_document_id
    from by_title
    group by cited_document_id
    having count(distinct symbol) = 1 and count(distinct cited_date) <= 1
),

titled as (
    select
        by_title.document_id,
        jsonb_object_agg(by_title.record_no, by_title.cited_document_id) as cited_by_title
    from by_title
    inner join one_number
        on by_title.cited_document_id = one_number.cited_document_id
    group by by_title.document_id
),

-- Named by the reader of the document; it need not be in the warehouse, or no longer be.
named as (
    select
        citations.document_id,
        string_agg(citations.record_no::text, '#' order by citations.record_no) as all_nos
    from {{ ref('int_citation') }} as citations
    inner join {{ ref('int_current_document') }} as cited
        on citations.named_document_id = cited.document_id
    group by citations.document_id
)

select
    current_documents.document_id,
    titled.cited_by_title,
    concat_ws(
        ' ',
        current_documents.source_sha256,
        current_documents.load_version,
        {{ digest_of(
            "concat_ws('|', coalesce(fitting.all_marks, ''), coalesce(titled.cited_by_title::text, ''), named.all_nos)"
        ) }}
    ) as citations_version
from {{ ref('int_current_document') }} as current_documents
left join fitting
    on current_documents.document_id = fitting.document_id
left join titled
    on current_documents.document_id = titled.document_id
left join named
    on current_documents.document_id = named.document_id
