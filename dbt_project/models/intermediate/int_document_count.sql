{{ rows_of('counted_document') }}
-- What unit_profiles adds up, counted once per document instead of once per build.
with targets as (
    select
        stated.document_id,
        count(*) as target_count,
        count(*) filter (where statuses.state = 'met') as met_count,
        count(*) filter (where statuses.state = 'missed') as missed_count
    from {{ ref('fct_indicator_ledger') }} as stated
    inner join {{ ref('fct_indicator_status') }} as statuses
        on stated.statement_id = statuses.target_statement_id
    where {{ is_changed('stated.document_id') }}
    group by stated.document_id
),

projects as (
    select
        states.document_id,
        count(*) as project_count
    from {{ ref('fct_project_state') }} as states
    where {{ is_changed('states.document_id') }}
    group by states.document_id
),

amounts as (
    select
        appropriations.document_id,
        sum(appropriations.amount_vnd) as year_amount_vnd
    from {{ ref('fct_appropriation') }} as appropriations
    where
        appropriations.source_kind = 'project_line'
        and appropriations.period_start_year = appropriations.period_end_year
        and {{ is_changed('appropriations.document_id') }}
    group by appropriations.document_id
),

failures as (
    select
        checks.document_id,
        sum(checks.failed_count) as open_issue_count
    from {{ ref('fct_quality_check') }} as checks
    where not checks.is_passed and {{ is_changed('checks.document_id') }}
    group by checks.document_id
)

select
    documents.document_id,
    amounts.year_amount_vnd,
    coalesce(targets.target_count, 0) as target_count,
    coalesce(targets.met_count, 0) as met_count,
    coalesce(targets.missed_count, 0) as missed_count,
    coalesce(projects.project_count, 0) as project_count,
    coalesce(failures.open_issue_count, 0)::bigint as open_issue_count
from {{ ref('document_register') }} as documents
left join targets
    on documents.document_id = targets.document_id
left join projects
    on documents.document_id = projects.document_id
left join amounts
    on documents.document_id = amounts.document_id
left join failures
    on documents.document_id = failures.document_id
where {{ is_changed('documents.document_id') }}
