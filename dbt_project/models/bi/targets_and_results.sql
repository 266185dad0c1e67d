-- A result belongs to a target where it is of the same indicator and unit, its period ends in the target's year, and
-- it is stated by the agency that set the target or by one that the target is assigned to. A line that prints both
-- keeps its own result. Of several results, those of the last period count.
with targets as (
    select
        printed.*,
        printed.document_id || '#' || printed.line_key || '#' || printed.component_no as target_id,
        coalesce(printed.indicator_id, {{ fold_text('printed.indicator_name') }}) as indicator_key,
        max(printed.component_no) over (
            partition by printed.document_id, printed.line_key
        ) as component_count
    from {{ ref('fct_indicator_target') }} as printed
),

target_lines as (
    select distinct document_id || '#' || line_key as line_id
    from targets
),

observed as (
    select
        targets.target_id,
        results.observation_id,
        results.result_value,
        results.result_text,
        results.period_end,
        results.note,
        coalesce(stating.document_label, submissions.agency_name) as result_source,
        rank() over (partition by targets.target_id order by results.period_end desc) as recency
    from targets
    inner join {{ ref('dim_document') }} as documents
        on targets.document_id = documents.document_id
    inner join {{ ref('fct_indicator_observation') }} as results
        on
            targets.indicator_key = results.indicator_key
            and targets.unit = results.unit
            and targets.target_year = extract(year from results.period_end)
    left join {{ ref('document_register') }} as stating
        on results.document_id = stating.document_id
    left join {{ ref('fct_submission') }} as submissions
        on results.submission_id = submissions.submission_id
    left join target_lines
        on results.observation_id = target_lines.line_id
    where
        -- Which component of a line a result is of, its text does not say.
        targets.component_count = 0
        and results.result_text is not null
        and (
            target_lines.line_id is null
            or target_lines.line_id = targets.document_id || '#' || targets.line_key
        )
        and (
            results.agency_id = documents.issuer_agency_id
            or exists (
                select 1
                from {{ ref('bridge_assignment') }} as assignments
                where
                    assignments.document_id = targets.document_id
                    and assignments.subject_kind = 'indicator'
                    and assignments.subject_key = targets.line_key
                    and assignments.agency_id = results.agency_id
            )
        )
),

judged as (
    select
        targets.*,
        observed.observation_id,
        observed.result_value,
        observed.result_text,
        observed.period_end as result_period_end,
        observed.note as result_note,
        observed.result_source,
        case
            when targets.comparator = '>=' then observed.result_value >= targets.target_value
            when targets.comparator = '>' then observed.result_value > targets.target_value
            when targets.comparator = '<=' then observed.result_value <= targets.target_value
            when targets.comparator = '<' then observed.result_value < targets.target_value
            when targets.comparator = '=' then observed.result_value = targets.target_value
            when indicators.direction = 'down' or targets.unit = 'rank'
                then observed.result_value <= targets.target_value
            else observed.result_value >= targets.target_value
        end as is_met
    from targets
    left join observed
        on
            targets.target_id = observed.target_id
            and observed.recency = 1
    left join {{ ref('dim_indicator') }} as indicators
        on targets.indicator_id = indicators.indicator_id
    where targets.component_no > 0 or targets.component_count = 0
),

told as (
    select
        judged.*,
        case
            when judged.observation_id is null then 'no_result'
            when judged.target_value is null or judged.result_value is null then 'no_number'
            when judged.comparator in ('increase', 'decrease') then 'needs_baseline'
            when judged.is_met then 'met'
            when judged.result_period_end < make_date(judged.target_year::int, 12, 31) then 'in_progress'
            else 'missed'
        end as result_status
    from judged
)

select
    documents.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    told.target_id,
    told.group_name,
    told.row_no,
    told.indicator_key,
    told.indicator_id,
    told.indicator_name,
    told.component_label,
    told.target_year,
    told.comparator,
    told.target_value,
    told.target_value_upper,
    told.unit,
    told.target_text,
    told.observation_id,
    told.result_value,
    told.result_text,
    told.result_period_end,
    told.result_source,
    told.result_note,
    told.result_value - told.target_value as gap_value,
    told.result_status,
    {{ label_of('result_status', 'told.result_status') }} as result_status_label,
    told.source_page,
    told.source_line_start,
    told.source_line_end,
    told.source_sheet,
    told.source_cell
from told
inner join {{ ref('document_register') }} as documents
    on told.document_id = documents.document_id
