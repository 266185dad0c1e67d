{{ config(materialized='table') }}
-- Documents name their province, so counts stand with provinces; other levels have none yet.
with counted as (
    select
        documents.unit_id,
        cast(sum(counts.target_count) as bigint) as target_count,
        cast(sum(counts.met_count) as bigint) as met_count,
        cast(sum(counts.missed_count) as bigint) as missed_count,
        cast(sum(counts.project_count) as bigint) as project_count,
        cast(sum(counts.open_issue_count) as bigint) as open_issue_count,
        count(*) as document_count,
        sum(counts.year_amount_vnd) / 1000000 as year_amount_million_vnd
    from {{ ref('document_register') }} as documents
    inner join {{ ref('int_document_count') }} as counts
        on documents.document_id = counts.document_id
    group by documents.unit_id
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
    coalesce(counted.target_count, 0) as target_count,
    coalesce(counted.met_count, 0) as met_count,
    coalesce(counted.missed_count, 0) as missed_count,
    coalesce(counted.project_count, 0) as project_count,
    counted.year_amount_million_vnd,
    coalesce(counted.open_issue_count, 0) as open_issue_count
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
