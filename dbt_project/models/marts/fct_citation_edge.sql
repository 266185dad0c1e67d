{{ rows_of('resolved_document') }}
{{ config(indexes=[
    {'columns': ['document_id']}, {'columns': ['cited_document_id']}, {'columns': ['legal_document_id']},
]) }}
-- A plan that states no date of issue is taken to cite on the first day that it covers, a report on the last.
with citing as (
    select
        document_id,
        coalesce(issue_date, case when document_type = 'bao_cao' then period_end else period_start end) as citing_date,
        case
            when issue_date is not null then 'issue_date'
            when document_type = 'bao_cao' and period_end is not null then 'period_end'
            when document_type <> 'bao_cao' and period_start is not null then 'period_start'
        end as citing_date_basis
    from {{ ref('dim_document') }}
    where {{ is_changed('document_id') }}
),

candidates as (
    select
        document_id,
        record_no,
        count(*) as candidate_count
    from {{ ref('int_citation_candidate') }}
    where {{ is_changed('document_id') }}
    group by document_id, record_no
),

cited as (
    select
        citations.document_id || '#' || citations.record_no as edge_id,
        citations.document_id,
        citations.relation,
        citations.cited_type,
        citations.cited_symbol,
        citations.cited_date,
        citations.cited_issuer_text,
        citations.subject,
        case
            when citations.cited_document_id is not null then 'resolved'
            when texts.legal_document_id is not null then 'known_text'
            when coalesce(citations.cited_symbol !~ '\d', true) then 'blank_symbol'
            when texts.candidate_count > 0 or candidates.candidate_count > 1 then 'ambiguous'
            else 'dangling'
        end as state,
        citations.cited_document_id,
        texts.legal_document_id,
        coalesce(candidates.candidate_count, 0) + coalesce(texts.candidate_count, 0) as candidate_count,
        citations.source_page,
        citations.source_line_start,
        citations.source_line_end,
        citations.source_sheet,
        citations.source_cell
    from {{ ref('bridge_citation') }} as citations
    left join {{ ref('int_citation_legal_text') }} as texts
        on
            citations.document_id = texts.document_id
            and citations.record_no = texts.record_no
    left join candidates
        on
            citations.document_id = candidates.document_id
            and citations.record_no = candidates.record_no
    where {{ is_changed('citations.document_id') }}
    union all
    -- "(Kèm theo Kế hoạch số    /KH-BDT ...)": the document's own number, left blank, which nobody can cite.
    select
        findings.document_id || '#blank#' || findings.record_no as edge_id,
        findings.document_id,
        'ban_than' as relation,
        documents.document_type as cited_type,
        findings.value_text as cited_symbol,
        null as cited_date,
        null as cited_issuer_text,
        documents.title as subject,
        'blank_symbol' as state,
        null as cited_document_id,
        null as legal_document_id,
        0 as candidate_count,
        findings.source_page,
        findings.source_line_start,
        findings.source_line_end,
        findings.source_sheet,
        findings.source_cell
    from {{ ref('fct_finding') }} as findings
    inner join {{ ref('dim_document') }} as documents
        on findings.document_id = documents.document_id
    where
        findings.finding_kind = 'blank_number'
        and findings.value_text ~* '^số'
        and {{ is_changed('findings.document_id') }}
),

edges as (
    select
        cited.*,
        citing.citing_date,
        citing.citing_date_basis,
        legal_texts.effective_to,
        legal_texts.replaced_by,
        case
            when legal_texts.legal_document_id is null or citing.citing_date is null then 'unknown'
            when citing.citing_date >= legal_texts.effective_to then 'repealed'
            when citing.citing_date < coalesce(legal_texts.effective_from, legal_texts.issue_date) then 'not_yet'
            when
                legal_texts.effective_to is null
                and (
                    legal_texts.status = 'unknown'
                    or (
                        legal_texts.status in ('replaced', 'repealed', 'expired')
                        and coalesce(citing.citing_date >= legal_texts.not_ended_before, true)
                    )
                )
                then 'unknown'
            when citing.citing_date >= coalesce(legal_texts.in_force_from, legal_texts.surely_in_force_from)
                then 'in_force'
            else 'unknown'
        end as validity
    from cited
    inner join citing
        on cited.document_id = citing.document_id
    left join {{ ref('int_legal_document') }} as legal_texts
        on cited.legal_document_id = legal_texts.legal_document_id
)

select {{ columns_of('citation_edges', 'edges') }}
from edges
