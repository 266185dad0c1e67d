-- Amounts with project lines and amounts outside them. A project has the source that its group is said to be paid from.
with leads as (
    {{ lead_agencies() }}
),

group_sources as (
    select
        document_id,
        description as group_name,
        min(funding_source) as funding_source
    from {{ ref('fct_budget_line') }}
    where funding_source is not null
    group by document_id, description
),

amounts as (
    select
        budgets.document_id,
        budgets.document_id || '#' || budgets.line_key || '#' || budgets.budget_no as amount_id,
        'project' as amount_kind,
        projects.project_name as description,
        projects.group_name,
        budgets.line_key,
        leads.lead_agency_id,
        coalesce(leads.lead_agency_name, projects.lead_agency_text) as lead_agency_name,
        group_sources.funding_source,
        budgets.period_start_year,
        budgets.period_end_year,
        budgets.amount_vnd,
        budgets.amount_text,
        budgets.source_page,
        budgets.source_line_start,
        budgets.source_line_end,
        budgets.source_sheet,
        budgets.source_cell
    from {{ ref('fct_project_budget') }} as budgets
    inner join {{ ref('dim_project') }} as projects
        on
            budgets.document_id = projects.document_id
            and budgets.line_key = projects.line_key
    left join leads
        on
            budgets.document_id = leads.document_id
            and budgets.line_key = leads.line_key
    left join group_sources
        on
            projects.document_id = group_sources.document_id
            and projects.group_name = group_sources.group_name
    union all
    select
        stated.document_id,
        stated.document_id || '#' || stated.record_no as amount_id,
        stated.line_kind as amount_kind,
        stated.description,
        null as group_name,
        null as line_key,
        null as lead_agency_id,
        null as lead_agency_name,
        stated.funding_source,
        stated.period_start_year,
        stated.period_end_year,
        stated.amount_vnd,
        stated.amount_text,
        stated.source_page,
        stated.source_line_start,
        stated.source_line_end,
        stated.source_sheet,
        stated.source_cell
    from {{ ref('fct_budget_line') }} as stated
),

told as (
    select
        amounts.*,
        {{ fold_text("amounts.funding_source") }} as folded_source,
        case
            when amounts.period_start_year is null or amounts.period_end_year is null then null
            when amounts.period_start_year = amounts.period_end_year then 'year'
            else 'several_years'
        end as period_kind
    from amounts
),

sourced as (
    select
        told.*,
        case
            when told.folded_source is null then null
            when
                (case when told.folded_source ~ '\m(trung uong|tw)\M' then 1 else 0 end)
                + (case when told.folded_source ~ '\mngan sach tinh\M' then 1 else 0 end)
                + (case when told.folded_source ~ '\mngan sach huyen\M' then 1 else 0 end)
                + (case when told.folded_source ~ '\mngan sach xa\M' then 1 else 0 end) > 1
                then 'several'
            when told.folded_source ~ '\m(trung uong|tw)\M' then 'central_budget'
            when told.folded_source ~ '\mngan sach tinh\M' then 'province_budget'
            when told.folded_source ~ '\mngan sach huyen\M' then 'district_budget'
            when told.folded_source ~ '\mngan sach xa\M' then 'commune_budget'
            else 'other'
        end as funding_kind
    from told
)

select
    documents.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    sourced.amount_id,
    sourced.amount_kind,
    {{ label_of('amount_kind', 'sourced.amount_kind') }} as amount_kind_label,
    sourced.description,
    sourced.group_name,
    sourced.line_key,
    sourced.lead_agency_id,
    coalesce(sourced.lead_agency_name, 'Không ghi') as lead_agency_name,
    sourced.funding_source as funding_source_text,
    sourced.funding_kind as funding_source,
    {{ label_of('funding_source', 'sourced.funding_kind') }} as funding_source_label,
    sourced.period_start_year,
    sourced.period_end_year,
    sourced.period_kind,
    {{ label_of('period_kind', 'sourced.period_kind') }} as period_kind_label,
    case when sourced.period_kind = 'year' then sourced.period_start_year end as budget_year,
    sourced.amount_vnd,
    sourced.amount_vnd / 1000000 as amount_million_vnd,
    sourced.amount_text,
    sourced.source_page,
    sourced.source_line_start,
    sourced.source_line_end,
    sourced.source_sheet,
    sourced.source_cell
from sourced
inner join {{ ref('document_register') }} as documents
    on sourced.document_id = documents.document_id
