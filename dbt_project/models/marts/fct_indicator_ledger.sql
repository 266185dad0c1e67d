{{ rows_of('owner', 'coalesce(agency_id, document_id, submission_id)') }}
{{ config(indexes=[
    {'columns': ['indicator_key', 'period_end']}, {'columns': ['document_id', 'line_key']},
    {'columns': ['(coalesce(agency_id, document_id, submission_id))']}
]) }}
-- A changed definition begins a series anew; the first statement after it says so.
with statements as (
    select
        statements.*,
        coalesce(
            statements.series_no <> lag(statements.series_no) over (
                partition by
                    coalesce(statements.agency_id, statements.document_id, statements.submission_id),
                    statements.indicator_key,
                    statements.level
                order by statements.period_end, statements.statement_id
            ),
            false
        ) as is_series_break
    from {{ ref('int_indicator_statement') }} as statements
    where {{ is_changed('coalesce(statements.agency_id, statements.document_id, statements.submission_id)') }}
),

judgements as (
    select *
    from {{ ref('int_indicator_judgement') }}
    where {{ is_changed('owner_key') }}
)

select
    {{ columns_of(
        'indicator_ledger', 'statements',
        leave_out=['province_code', 'state', 'state_reason', 'result_statement_id', 'result_value', 'result_period_end']
    ) }},
    documents.province_code,
    judgements.state,
    judgements.state_reason,
    judgements.result_statement_id,
    judgements.result_value,
    judgements.result_period_end
from statements
left join {{ ref('dim_document') }} as documents
    on statements.document_id = documents.document_id
left join judgements
    on statements.statement_id = judgements.statement_id
