{{ rows_of('document_or_submission', 'coalesce(document_id, submission_id)') }}
-- Amounts of documents and of returns stand side by side; none replaces another, and totals stay apart from items.
with lead_agencies as (
    select
        assignments.document_id,
        assignments.subject_key as line_key,
        min(assignments.agency_id) as agency_id
    from {{ ref('bridge_assignment') }} as assignments
    where
        assignments.subject_kind = 'project'
        and assignments.role = 'lead'
        and {{ is_changed('assignments.document_id') }}
    group by assignments.document_id, assignments.subject_key
    having count(*) = 1
),

stated as (
    select
        budgets.document_id || '#line#' || budgets.line_key || '#' || budgets.budget_no as appropriation_id,
        'project_line' as source_kind,
        budgets.document_id,
        null as submission_id,
        budgets.line_key,
        budgets.budget_no as record_no,
        projects.project_name as item_name,
        'item' as line_kind,
        lead_agencies.agency_id,
        projects.lead_agency_text as agency_text,
        budgets.funding_source_code as funding_source,
        budgets.funding_source as funding_source_text,
        budgets.period_start_year,
        budgets.period_end_year,
        null::date as period_start,
        null::date as period_end,
        budgets.amount_vnd,
        budgets.amount_text,
        budgets.unit_text,
        budgets.unit_inferred,
        null::numeric as adjusted_vnd,
        null::numeric as disbursed_vnd,
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
    left join lead_agencies
        on
            budgets.document_id = lead_agencies.document_id
            and budgets.line_key = lead_agencies.line_key
    where {{ is_changed('budgets.document_id') }}
    union all
    select
        budget_lines.document_id || '#text#' || budget_lines.record_no as appropriation_id,
        'budget_line' as source_kind,
        budget_lines.document_id,
        null as submission_id,
        null as line_key,
        budget_lines.record_no,
        budget_lines.description as item_name,
        budget_lines.line_kind,
        null as agency_id,
        null as agency_text,
        budget_lines.funding_source_code as funding_source,
        budget_lines.funding_source as funding_source_text,
        budget_lines.period_start_year,
        budget_lines.period_end_year,
        null as period_start,
        null as period_end,
        budget_lines.amount_vnd,
        budget_lines.amount_text,
        null as unit_text,
        null as unit_inferred,
        null as adjusted_vnd,
        null as disbursed_vnd,
        budget_lines.source_page,
        budget_lines.source_line_start,
        budget_lines.source_line_end,
        budget_lines.source_sheet,
        budget_lines.source_cell
    from {{ ref('fct_budget_line') }} as budget_lines
    -- Money that flows in business (turnover, fees, fines) is appropriated to nobody.
    where budget_lines.line_kind <> 'transaction' and {{ is_changed('budget_lines.document_id') }}
    union all
    select
        returned.submission_id || '#project#' || returned.line_key as appropriation_id,
        'project_return' as source_kind,
        null as document_id,
        returned.submission_id,
        returned.line_key,
        null as record_no,
        returned.project_name as item_name,
        'item' as line_kind,
        returned.agency_id,
        submissions.agency_name as agency_text,
        null as funding_source,
        null as funding_source_text,
        null as period_start_year,
        null as period_end_year,
        returned.period_start,
        returned.period_end,
        returned.appropriated_vnd as amount_vnd,
        returned.appropriated_text as amount_text,
        null as unit_text,
        null as unit_inferred,
        null as adjusted_vnd,
        returned.disbursed_to_date_vnd as disbursed_vnd,
        returned.source_page,
        returned.source_line_start,
        returned.source_line_end,
        returned.source_sheet,
        returned.source_cell
    from {{ ref('fct_project_return_row') }} as returned
    inner join {{ ref('fct_submission') }} as submissions
        on returned.submission_id = submissions.submission_id
    where returned.appropriated_text is not null and {{ is_changed('returned.submission_id') }}
    union all
    select
        returned.submission_id || '#budget#' || returned.line_key as appropriation_id,
        'budget_return' as source_kind,
        null as document_id,
        returned.submission_id,
        returned.line_key,
        null as record_no,
        returned.description as item_name,
        'item' as line_kind,
        returned.agency_id,
        submissions.agency_name as agency_text,
        returned.funding_source,
        returned.funding_source_text,
        extract(year from returned.period_start)::bigint as period_start_year,
        extract(year from returned.period_end)::bigint as period_end_year,
        returned.period_start,
        returned.period_end,
        returned.appropriated_vnd as amount_vnd,
        returned.appropriated_text as amount_text,
        null as unit_text,
        null as unit_inferred,
        returned.adjusted_vnd,
        returned.disbursed_to_date_vnd as disbursed_vnd,
        returned.source_page,
        returned.source_line_start,
        returned.source_line_end,
        returned.source_sheet,
        returned.source_cell
    from {{ ref('fct_budget_return_row') }} as returned
    inner join {{ ref('fct_submission') }} as submissions
        on returned.submission_id = submissions.submission_id
    where {{ is_changed('returned.submission_id') }}
)

select
    {{ columns_of('appropriations', 'stated') }}
from stated
