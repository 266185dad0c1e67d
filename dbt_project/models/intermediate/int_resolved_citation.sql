-- Only what is certain: two documents that fit are none. A document without a number of its own is not taken to be two
-- different ones.
{#- The server takes the citations in full for a few dozen, and would look into the index for each of them. -#}
{{ config(pre_hook='set local enable_nestloop = off') }}
with by_symbol as (
    select
        document_id,
        record_no,
        symbol,
        cited_date,
        min(cited_document_id) filter (where same_issuer) as same_issuer_id,
        min(cited_document_id) as any_id,
        count(*) filter (where same_issuer) as same_issuer_count,
        count(*) as any_count
    from {{ ref('int_citation_candidate') }}
    where not is_by_title
    group by document_id, record_no, symbol, cited_date
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
            from by_symbol
            where by_symbol.document_id = candidates.document_id and by_symbol.record_no = candidates.record_no
        )
    group by candidates.document_id, candidates.record_no, candidates.symbol, candidates.cited_date
    having count(*) = 1
),

one_number as (
    select cited_document_id
    from by_title
    group by cited_document_id
    having count(distinct symbol) = 1 and count(distinct cited_date) <= 1
),

resolved as (
    select
        document_id,
        record_no,
        symbol,
        cited_date,
        case when same_issuer_count = 1 then same_issuer_id when any_count = 1 then any_id end as cited_document_id
    from by_symbol
    where same_issuer_count = 1 or any_count = 1
    union all
    select
        by_title.document_id,
        by_title.record_no,
        by_title.symbol,
        by_title.cited_date,
        by_title.cited_document_id
    from by_title
    inner join one_number
        on by_title.cited_document_id = one_number.cited_document_id
),

-- A document is cited in full once and by its symbol from then on.
in_full as (
    select
        document_id,
        symbol,
        min(cited_document_id) as cited_document_id,
        min(cited_date) as cited_date
    from resolved
    group by document_id, symbol
    having count(distinct cited_document_id) = 1 and count(distinct cited_date) <= 1
),

in_short as (
    select
        citations.document_id,
        citations.record_no,
        in_full.cited_document_id
    from {{ ref('int_citation') }} as citations
    inner join in_full
        on
            citations.document_id = in_full.document_id
            and citations.symbol = in_full.symbol
            and coalesce(citations.cited_date = in_full.cited_date, citations.cited_date is null)
    where
        citations.issuer is null
        and not exists (
            select 1
            from resolved
            where resolved.document_id = citations.document_id and resolved.record_no = citations.record_no
        )
)

select
    document_id,
    record_no,
    cited_document_id
from resolved
union all
select
    document_id,
    record_no,
    cited_document_id
from in_short
