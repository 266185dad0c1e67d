{{ config(materialized='table') }}
-- Documents name their province, so counts stand with provinces; other levels have none yet.
with targets as (
    select
        documents.unit_id,
        count(*) as target_count,
        count(*) filter (where statuses.state = 'met') as met_count,
        count(*) filter (where statuses.state = 'missed') as missed_count
    from {{ ref('fct_indicator_status') }} as statuses
    inner join {{ ref('fct_indicator_ledger') }} as stated
        on statuses.target_statement_id = stated.statement_id
    inner join {{ ref('document_register') }} as documents
        on stated.document_id = documents.document_id
    group by documents.unit_id
),

projects as (
    select
        documents.unit_id,
        count(*) as project_count
    from {{ ref('fct_project_state') }} as states
    inner join {{ ref('document_register') }} as documents
        on states.document_id = documents.document_id
    group by documents.unit_id
),

amounts as (
    select
        documents.unit_id,
        sum(appropriations.amount_vnd) / 1000000 as year_amount_million_vnd
    from {{ ref('fct_appropriation') }} as appropriations
    inner join {{ ref('document_register') }} as documents
        on appropriations.document_id = documents.document_id
    where
        appropriations.source_kind = 'project_line'
        and appropriations.period_start_year = appropriations.period_end_year
    group by documents.unit_id
),

failures as (
    select
        documents.unit_id,
        cast(sum(checks.failed_count) as bigint) as open_issue_count
    from {{ ref('fct_quality_check') }} as checks
    inner join {{ ref('document_register') }} as documents
        on checks.document_id = documents.document_id
    where not checks.is_passed
    group by documents.unit_id
),

counted as (
    select
        unit_id,
        count(*) as document_count
    from {{ ref('document_register') }}
    group by unit_id
),

-- A unit that was divided has several heirs.
heirs as (
    select
        ways.unit_id,
        string_agg(units.name, '; ' order by units.name collate "C") as today_name -- noqa: RF02,RF03
    from {{ ref('bridge_unit_successor') }} as ways
    inner join {{ ref('dim_administrative_unit') }} as units
        on ways.heir_unit_id = units.unit_id
    where ways.valid_to is null
    group by ways.unit_id
)

select
    units.unit_id,
    units.code,
    units.name as unit_name,
    units.level,
    {{ label_of('unit_level', 'units.level') }} as level_label,
    units.valid_from,
    units.valid_to,
    units.successor_code,
    successors.name as successor_name,
    heirs.today_name,
    coalesce(counted.document_count, 0) as document_count,
    coalesce(targets.target_count, 0) as target_count,
    coalesce(targets.met_count, 0) as met_count,
    coalesce(targets.missed_count, 0) as missed_count,
    coalesce(projects.project_count, 0) as project_count,
    amounts.year_amount_million_vnd,
    coalesce(failures.open_issue_count, 0) as open_issue_count
from {{ ref('dim_administrative_unit') }} as units
left join {{ ref('dim_administrative_unit') }} as successors
    on
        units.successor_code = successors.code
        and units.level = successors.level
        and (successors.valid_from is null or units.valid_to >= successors.valid_from)
        and (successors.valid_to is null or units.valid_to < successors.valid_to)
left join heirs
    on units.unit_id = heirs.unit_id
left join counted
    on units.unit_id = counted.unit_id
left join targets
    on units.unit_id = targets.unit_id
left join projects
    on units.unit_id = projects.unit_id
left join amounts
    on units.unit_id = amounts.unit_id
left join failures
    on units.unit_id = failures.unit_id
