-- The state as of the latest document of the province that the warehouse holds, never as of today: the same documents
-- give the same states.
with latest as (
    select
        documents.province_code,
        max(coalesce(
            documents.issue_date,
            case when documents.document_type = 'bao_cao' then documents.period_end else documents.period_start end
        )) as latest_on
    from {{ ref('dim_document') }} as documents
    group by documents.province_code
),

known as (
    select
        {{ columns_of('commitments', 'commitments',
            leave_out=['state', 'state_as_of', 'statement_document_id', 'statement_submission_id', 'statement_key',
                'statement_text', 'link_confidence']) }},
        statements.statement_document_id,
        statements.statement_submission_id,
        statements.statement_key,
        statements.statement_text,
        statements.link_confidence,
        statements.stated_on,
        statements.is_done,
        greatest(latest.latest_on, statements.stated_on) as state_as_of
    from {{ ref('stg_commitments') }} as commitments
    inner join {{ ref('dim_document') }} as documents
        on
            commitments.document_id = documents.document_id
            and commitments.load_source_sha256 = documents.source_sha256
    left join latest
        on documents.province_code = latest.province_code
    left join {{ ref('int_commitment_statement') }} as statements
        on
            commitments.document_id = statements.document_id
            and commitments.record_no = statements.record_no
)

select
    {{ columns_of('commitments', 'known', leave_out=['state']) }},
    case
        when known.is_done then 'done'
        when known.due_date is null or known.state_as_of is null or known.due_date >= known.state_as_of
            then case when known.stated_on is null then 'due_later' else 'open' end
        when known.stated_on > known.due_date then 'overdue'
        else 'silent'
    end as state
from known
