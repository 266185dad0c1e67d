-- Documents name their province, so counts stand with provinces; other levels have none yet.
with targets as (
    select
        document_id,
        count(*) as target_count,
        count(*) filter (where is_met) as met_count,
        count(*) filter (where is_missed) as missed_count
    from (
        select
            document_id,
            target_id,
            bool_or(result_status = 'met') as is_met,
            bool_and(result_status = 'missed') as is_missed
        from {{ ref('targets_and_results') }}
        group by document_id, target_id
    ) as judged
    group by document_id
),

projects as (
    select
        document_id,
        count(*) as project_count
    from {{ ref('dim_project') }}
    group by document_id
),

amounts as (
    select
        document_id,
        sum(amount_vnd) / 1000000 as year_amount_million_vnd
    from {{ ref('fct_project_budget') }}
    where period_start_year = period_end_year
    group by document_id
),

issues as (
    select
        document_id,
        count(*) as open_issue_count
    from {{ ref('data_quality') }}
    where is_open
    group by document_id
),

counted as (
    select
        documents.unit_id,
        count(*) as document_count,
        sum(targets.target_count) as target_count,
        sum(targets.met_count) as met_count,
        sum(targets.missed_count) as missed_count,
        sum(projects.project_count) as project_count,
        sum(amounts.year_amount_million_vnd) as year_amount_million_vnd,
        sum(issues.open_issue_count) as open_issue_count
    from {{ ref('document_register') }} as documents
    left join targets
        on documents.document_id = targets.document_id
    left join projects
        on documents.document_id = projects.document_id
    left join amounts
        on documents.document_id = amounts.document_id
    left join issues
        on documents.document_id = issues.document_id
    group by documents.unit_id
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
    coalesce(counted.document_count, 0) as document_count,
    coalesce(counted.target_count, 0)::bigint as target_count,
    coalesce(counted.met_count, 0)::bigint as met_count,
    coalesce(counted.missed_count, 0)::bigint as missed_count,
    coalesce(counted.project_count, 0)::bigint as project_count,
    counted.year_amount_million_vnd,
    coalesce(counted.open_issue_count, 0)::bigint as open_issue_count
from {{ ref('dim_administrative_unit') }} as units
left join {{ ref('dim_administrative_unit') }} as successors
    on
        units.successor_code = successors.code
        and units.level = successors.level
        and (successors.valid_from is null or units.valid_to >= successors.valid_from)
        and (successors.valid_to is null or units.valid_to < successors.valid_to)
left join counted
    on units.unit_id = counted.unit_id
