{#- What its key holds first is whose target it is; no key of an agency, document or return holds a #. -#}
{{ rows_of('owner', "split_part(status_id, '#', 1)") }}
{{ config(indexes=[
    {'columns': ['agency_id', 'period_end']}, {'columns': ['indicator_key']}, {'columns': ['state', 'status_id']},
    {'columns': ['(result_value - target_value)']}, {'columns': ['target_statement_id']},
    {'columns': ["(split_part(status_id, '#', 1))"]}
]) }}
-- A plan states a target in its body and again in its annex; a report repeats it. One row says how it stands.
with targets as (
    select
        ledger.*,
        coalesce(ledger.agency_id, ledger.document_id, ledger.submission_id) as owner_key
    from {{ ref('fct_indicator_ledger') }} as ledger
    where
        ledger.statement_kind = 'target'
        and ledger.indicator_key is not null
        and {{ is_changed('coalesce(ledger.agency_id, ledger.document_id, ledger.submission_id)') }}
),

counted as (
    select
        owner_key,
        indicator_key,
        level,
        period_end,
        count(*) as statement_count,
        (count(distinct concat_ws('/', comparator, trim_scale(value), trim_scale(value_upper))) > 1) as targets_differ
    from targets
    group by owner_key, indicator_key, level, period_end
),

-- The statement that was judged, then a document's before a return's, then the first in its document.
chosen as (
    select distinct on (targets.owner_key, targets.indicator_key, targets.level, targets.period_end) targets.*
    from targets
    order by
        targets.owner_key asc,
        targets.indicator_key asc,
        targets.level asc,
        targets.period_end asc,
        (targets.state in ('met', 'missed', 'on_track')) desc,
        (targets.value is not null) desc,
        targets.source_kind asc,
        targets.statement_id asc
)

select
    chosen.indicator_key,
    chosen.indicator_id,
    chosen.indicator_name,
    chosen.agency_id,
    chosen.province_code,
    chosen.level,
    chosen.period_start,
    chosen.period_end,
    chosen.comparator,
    chosen.value as target_value,
    chosen.value_upper as target_value_upper,
    chosen.unit,
    chosen.value_text as target_text,
    chosen.statement_id as target_statement_id,
    counted.statement_count,
    counted.targets_differ,
    chosen.state,
    chosen.state_reason,
    chosen.result_statement_id,
    chosen.result_value,
    chosen.result_period_end,
    results.value_text as result_text,
    results.named_source,
    chosen.definition_version,
    chosen.series_no,
    chosen.owner_key
    || '#'
    || chosen.indicator_key
    || '#'
    || coalesce(chosen.level, '')
    || '#'
    || coalesce(chosen.period_end::text, '')
        as status_id
from chosen
inner join counted
    on
        chosen.owner_key = counted.owner_key
        and chosen.indicator_key = counted.indicator_key
        and chosen.level is not distinct from counted.level
        and chosen.period_end is not distinct from counted.period_end
left join {{ ref('fct_indicator_ledger') }} as results
    on chosen.result_statement_id = results.statement_id
