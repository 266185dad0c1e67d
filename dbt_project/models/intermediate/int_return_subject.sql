{{ rows_come_from('submissions') }}
-- The indicators and projects that current returns report on, row by row: what the row says, and what the row of the
-- period before says of the same one. Of two periods that end on the same day the longer one is taken to come after.
with reported as (
    select
        returned.submission_id,
        returned.line_key,
        returned.agency_id,
        returned.source_sheet,
        substring(returned.source_cell from '\d+$') as sheet_row,
        returned.period_start,
        returned.period_end,
        'indicator' as subject_kind,
        returned.indicator_code as subject_code,
        returned.indicator_name as subject_name,
        {{ fold_text('returned.indicator_name') }} as folded_name,
        null::text as funding_source,
        returned.unit,
        returned.target_value,
        returned.target_text,
        returned.result_value,
        returned.result_text,
        null::numeric as progress_pct,
        null::text as progress_text,
        null::numeric as disbursed_period_vnd,
        null::text as disbursed_period_text,
        null::numeric as disbursed_to_date_vnd,
        null::text as disbursed_to_date_text
    from {{ ref('stg_indicator_return_rows') }} as returned
    union all
    select
        returned.submission_id,
        returned.line_key,
        returned.agency_id,
        returned.source_sheet,
        substring(returned.source_cell from '\d+$') as sheet_row,
        returned.period_start,
        returned.period_end,
        'project' as subject_kind,
        returned.project_code as subject_code,
        returned.project_name as subject_name,
        {{ fold_text('returned.project_name') }} as folded_name,
        null as funding_source,
        null as unit,
        null as target_value,
        null as target_text,
        null as result_value,
        null as result_text,
        returned.progress_pct,
        returned.progress_text,
        returned.disbursed_period_vnd,
        returned.disbursed_period_text,
        returned.disbursed_to_date_vnd,
        returned.disbursed_to_date_text
    from {{ ref('stg_project_return_rows') }} as returned
    union all
    select
        returned.submission_id,
        returned.line_key,
        returned.agency_id,
        returned.source_sheet,
        substring(returned.source_cell from '\d+$') as sheet_row,
        returned.period_start,
        returned.period_end,
        'budget' as subject_kind,
        null as subject_code,
        returned.description as subject_name,
        {{ fold_text('returned.description') }} as folded_name,
        -- A budget begins anew each year.
        returned.funding_source || '/' || extract(year from returned.period_end) as funding_source,
        null as unit,
        null as target_value,
        null as target_text,
        null as result_value,
        null as result_text,
        null as progress_pct,
        null as progress_text,
        returned.disbursed_period_vnd,
        returned.disbursed_period_text,
        returned.disbursed_to_date_vnd,
        returned.disbursed_to_date_text
    from {{ ref('stg_budget_return_rows') }} as returned
)

select
    reported.*,
    coalesce(submissions.agency_key, reported.agency_id) as known_agency_id,
    (
        select sheets.sheet -> 'columns'
        from jsonb_array_elements(submissions.sheet_columns) as sheets (sheet)
        where sheets.sheet ->> 'sheet' = reported.source_sheet
    ) as letters,
    lag(reported.period_end) over same_subject as last_period_end,
    lag(reported.unit) over same_subject as last_unit,
    lag(reported.result_value) over same_subject as last_result_value,
    lag(reported.result_text) over same_subject as last_result_text,
    lag(reported.progress_pct) over same_subject as last_progress_pct,
    lag(reported.progress_text) over same_subject as last_progress_text,
    lag(reported.disbursed_to_date_vnd) over same_subject as last_disbursed_to_date_vnd,
    lag(reported.disbursed_to_date_text) over same_subject as last_disbursed_to_date_text
from reported
inner join {{ ref('int_submission') }} as submissions
    on
        reported.submission_id = submissions.submission_id
        and not submissions.is_superseded
window same_subject as (
    partition by
        reported.subject_kind,
        coalesce(submissions.agency_key, reported.agency_id),
        coalesce(reported.subject_code, reported.folded_name),
        reported.funding_source
    order by reported.period_end asc, reported.period_start desc, reported.submission_id asc
)
