-- A row of a return is of a project where it bears its name and its agency leads the project or issued the plan.
with leads as (
    {{ lead_agencies() }}
),

amounts as (
    select
        budgets.document_id,
        budgets.line_key,
        sum(budgets.amount_vnd) filter (
            where budgets.period_start_year = budgets.period_end_year
            and budgets.period_start_year = documents.document_year
        ) / 1000000 as year_amount_million_vnd,
        max(budgets.amount_vnd) filter (
            where budgets.period_start_year < budgets.period_end_year
        ) / 1000000 as total_amount_million_vnd
    from {{ ref('fct_project_budget') }} as budgets
    inner join {{ ref('document_register') }} as documents
        on budgets.document_id = documents.document_id
    group by budgets.document_id, budgets.line_key
),

reported as (
    select distinct on (projects.document_id, projects.line_key)
        projects.document_id,
        projects.line_key,
        returned.progress_status,
        returned.progress_pct,
        returned.disbursed_to_date_vnd,
        returned.expected_completion_date,
        returned.obstacles,
        returned.period_end,
        returned.submission_id,
        returned.line_key as returned_line_key
    from {{ ref('fct_project_return_row') }} as returned
    inner join {{ ref('dim_project') }} as projects
        on {{ fold_text('returned.project_name') }} = {{ fold_text('projects.project_name') }}
    inner join {{ ref('dim_document') }} as documents
        on projects.document_id = documents.document_id
    where
        returned.agency_id = documents.issuer_agency_id
        or exists (
            select 1
            from {{ ref('bridge_assignment') }} as assignments
            where
                assignments.document_id = projects.document_id
                and assignments.subject_kind = 'project'
                and assignments.role = 'lead'
                and assignments.subject_key = projects.line_key
                and assignments.agency_id = returned.agency_id
        )
    order by
        projects.document_id asc, projects.line_key asc,
        returned.period_end desc, returned.submission_id asc, returned.line_key asc
)

select
    documents.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    projects.document_id || '#' || projects.line_key as project_line_id,
    projects.line_key,
    projects.group_name,
    projects.subgroup_name,
    projects.project_code,
    projects.project_name,
    projects.scope,
    projects.implementation_form,
    leads.lead_agency_id,
    coalesce(leads.lead_agency_name, projects.lead_agency_text, 'Không ghi') as lead_agency_name,
    projects.coordinating_agency_text,
    projects.status,
    {{ label_of('project_status', 'projects.status') }} as status_label,
    projects.expected_output,
    amounts.year_amount_million_vnd,
    amounts.total_amount_million_vnd,
    reported.progress_status,
    {{ label_of('progress_status', 'reported.progress_status') }} as progress_status_label,
    reported.progress_pct,
    reported.disbursed_to_date_vnd / 1000000 as disbursed_million_vnd,
    reported.expected_completion_date,
    reported.obstacles,
    reported.period_end as reported_to,
    projects.source_page,
    projects.source_line_start,
    projects.source_line_end,
    projects.source_sheet,
    projects.source_cell
from {{ ref('dim_project') }} as projects
inner join {{ ref('document_register') }} as documents
    on projects.document_id = documents.document_id
left join leads
    on
        projects.document_id = leads.document_id
        and projects.line_key = leads.line_key
left join amounts
    on
        projects.document_id = amounts.document_id
        and projects.line_key = amounts.line_key
left join reported
    on
        projects.document_id = reported.document_id
        and projects.line_key = reported.line_key
union all
-- What an agency reports and no plan lists under that name is shown all the same.
select
    null as document_id,
    'Báo cáo của ' || submissions.agency_name as document_label,
    cast(extract(year from returned.period_end) as bigint) as document_year,
    null as province_code,
    null as province_name,
    null as issuer_agency_id,
    null as issuer_name,
    returned.submission_id || '#' || returned.line_key as project_line_id,
    returned.line_key,
    returned.group_name,
    null as subgroup_name,
    returned.project_code,
    returned.project_name,
    null as scope,
    null as implementation_form,
    returned.agency_id as lead_agency_id,
    submissions.agency_name as lead_agency_name,
    null as coordinating_agency_text,
    null as status,
    {{ label_of('project_status', 'cast(null as text)') }} as status_label,
    null as expected_output,
    null as year_amount_million_vnd,
    null as total_amount_million_vnd,
    returned.progress_status,
    {{ label_of('progress_status', 'returned.progress_status') }} as progress_status_label,
    returned.progress_pct,
    returned.disbursed_to_date_vnd / 1000000 as disbursed_million_vnd,
    returned.expected_completion_date,
    returned.obstacles,
    returned.period_end as reported_to,
    returned.source_page,
    returned.source_line_start,
    returned.source_line_end,
    returned.source_sheet,
    returned.source_cell
from {{ ref('fct_project_return_row') }} as returned
inner join {{ ref('fct_submission') }} as submissions
    on returned.submission_id = submissions.submission_id
left join reported
    on
        returned.submission_id = reported.submission_id
        and returned.line_key = reported.returned_line_key
where reported.submission_id is null
