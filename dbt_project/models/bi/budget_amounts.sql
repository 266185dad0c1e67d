-- The amounts of fct_appropriation with the names of what they belong to.
select
    amounts.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    amounts.appropriation_id as amount_id,
    amounts.source_kind as amount_source,
    {{ label_of('amount_source', 'amounts.source_kind') }} as amount_source_label,
    amounts.line_kind as amount_kind,
    {{ label_of('amount_kind', 'amounts.line_kind') }} as amount_kind_label,
    amounts.item_name as description,
    amounts.line_key,
    amounts.agency_id as lead_agency_id,
    {{ lead_name('agencies.name', 'amounts.agency_text') }} as lead_agency_name,
    amounts.agency_text as lead_agency_text,
    amounts.funding_source_text,
    amounts.funding_source,
    {{ label_of('funding_source', 'amounts.funding_source') }} as funding_source_label,
    amounts.period_start_year,
    amounts.period_end_year,
    {{ period_kind('amounts') }} as period_kind,
    {{ label_of('period_kind', period_kind('amounts')) }} as period_kind_label,
    case when amounts.period_start_year = amounts.period_end_year then amounts.period_start_year end as budget_year,
    amounts.amount_vnd,
    amounts.amount_vnd / 1000000 as amount_million_vnd,
    amounts.amount_text,
    amounts.disbursed_vnd,
    amounts.source_page,
    amounts.source_line_start,
    amounts.source_line_end,
    amounts.source_sheet,
    amounts.source_cell
from {{ ref('fct_appropriation') }} as amounts
left join {{ ref('document_register') }} as documents
    on amounts.document_id = documents.document_id
left join {{ ref('dim_agency') }} as agencies
    on amounts.agency_id = agencies.agency_id
