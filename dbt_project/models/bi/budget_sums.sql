{{ config(materialized='table') }}
with added as (
    select
        documents.province_code,
        documents.province_name,
        amounts.source_kind,
        amounts.line_kind,
        amounts.agency_id,
        amounts.funding_source,
        amounts.period_start_year,
        amounts.period_end_year,
        amounts.agency_text is null as is_unnamed,
        sum(amounts.amount_vnd) / 1000000 as amount_million_vnd,
        count(*) as amount_count
    from {{ ref('fct_appropriation') }} as amounts
    left join {{ ref('document_register') }} as documents
        on amounts.document_id = documents.document_id
    group by
        documents.province_code, documents.province_name, amounts.source_kind, amounts.line_kind, amounts.agency_id,
        amounts.agency_text is null, amounts.funding_source, amounts.period_start_year, amounts.period_end_year
)

select
    added.province_code,
    added.province_name,
    added.source_kind as amount_source,
    {{ label_of('amount_source', 'added.source_kind') }} as amount_source_label,
    added.line_kind as amount_kind,
    {{ label_of('amount_kind', 'added.line_kind') }} as amount_kind_label,
    added.agency_id as lead_agency_id,
    {{ lead_name('agencies.name', "nullif(added.is_unnamed, true)") }} as lead_agency_name,
    added.funding_source,
    {{ label_of('funding_source', 'added.funding_source') }} as funding_source_label,
    added.period_start_year,
    added.period_end_year,
    {{ period_kind('added') }} as period_kind,
    {{ label_of('period_kind', period_kind('added')) }} as period_kind_label,
    case when added.period_start_year = added.period_end_year then added.period_start_year end as budget_year,
    added.amount_million_vnd,
    added.amount_count
from added
left join {{ ref('dim_agency') }} as agencies
    on added.agency_id = agencies.agency_id
