{{ rows_come_from('commitments') }}
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

-- Which agency of the register each printed owner means on the day of the document; one that nobody knows stays listed.
owners as (
    select
        commitments.document_id,
        commitments.record_no,
        jsonb_agg(
            jsonb_build_object(
                'agency_text', named.owner ->> 'agency_text',
                'agency_id', uses.agency_id,
                'state', coalesce(uses.state, 'unknown')
            ) order by named.owner_no
        ) as owners,
        case when count(*) = 1 then min(uses.agency_id) end as owner_agency_id
    from {{ ref('stg_commitments') }} as commitments
    inner join {{ ref('stg_documents') }} as documents
        on
            commitments.document_id = documents.document_id
            and commitments.load_source_sha256 = documents.load_source_sha256
    inner join {{ ref('int_current_document') }} as current_documents
        on
            documents.document_id = current_documents.document_id
            and documents.load_source_sha256 = current_documents.source_sha256
    cross join lateral jsonb_array_elements(commitments.owners) with ordinality as named (owner, owner_no)
    left join {{ ref('int_agency_use') }} as uses
        on
            uses.agency_key = named.owner ->> 'agency_id'
            and uses.name_text = named.owner ->> 'agency_text'
            and uses.issuer_key = coalesce(documents.issuer_agency_id, '')
            and uses.named_on
            = coalesce(documents.issue_date, documents.period_start, documents.period_end, '-infinity'::date)
    group by commitments.document_id, commitments.record_no
),

known as (
    select
        {{ columns_of('commitments', 'commitments',
            leave_out=['owners', 'owner_agency_id', 'state', 'state_as_of', 'statement_document_id', 'statement_submission_id', 'statement_key',
                'statement_text', 'link_confidence']) }},
        owners.owners,
        owners.owner_agency_id,
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
    left join owners
        on
            commitments.document_id = owners.document_id
            and commitments.record_no = owners.record_no
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
