{{ rows_of('resolved_document') }}
-- Only what is certain: two documents that fit are none.
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
    where not is_by_title and {{ is_changed('document_id') }}
    group by document_id, record_no, symbol, cited_date
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
        citations.document_id,
        citations.record_no,
        citations.symbol,
        citations.cited_date,
        documents.cited_by_title ->> citations.record_no::text as cited_document_id
    from {{ ref('int_resolved_document') }} as documents
    inner join {{ ref('int_citation') }} as citations
        on documents.document_id = citations.document_id
    where
        documents.cited_by_title ? citations.record_no::text
        and {{ is_changed('documents.document_id') }}
        and {{ is_changed('citations.document_id') }}
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
        {{ is_changed('citations.document_id') }}
        and citations.issuer is null
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
