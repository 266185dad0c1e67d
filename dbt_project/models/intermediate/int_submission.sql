{{ rows_come_from('submissions') }}
-- Which returns count. The latest return of an agency, kind and period does; one of which nothing could be taken in
-- replaces none that could. Another file under the same name undoes no return: agencies send each quarter under one
-- name. But it does take the place of one that was refused as a whole, as that may not even say who sent it and for
-- when.
with receipts as (
    select
        source_sha256,
        max(received_no) as received_no,
        max(load_version::bigint) as load_version,
        -- The same in every home that reads this inbox, and so in every release of it.
        min(coalesce(stored_at, received_at)) as received_at
    from {{ ref('stg_sources') }}
    group by source_sha256
),

received as (
    select
        submissions.submission_id,
        uses.agency_id,
        uses.state as agency_state,
        uses.proposals as agency_proposals,
        submissions.agency_name,
        submissions.template,
        submissions.period_start,
        submissions.period_end,
        submissions.status,
        submissions.sheet_columns,
        sources.source_name,
        receipts.received_no,
        receipts.received_at,
        receipts.load_version,
        -- A sender whom nobody knows yet is still the same one when it sends again.
        coalesce(uses.agency_id, submissions.agency_id) as agency_key
    from {{ ref('stg_submissions') }} as submissions
    inner join receipts
        on submissions.load_source_sha256 = receipts.source_sha256
    inner join {{ ref('stg_sources') }} as sources
        on receipts.received_no = sources.received_no
    left join {{ ref('int_agency_use') }} as uses
        on
            submissions.agency_id = uses.agency_key
            and coalesce(submissions.agency_name, submissions.agency_id) = uses.name_text
            and submissions.agency_id = uses.issuer_key
            and coalesce(submissions.period_end, '-infinity'::date) = uses.named_on
),

replaced as (
    select distinct received.submission_id
    from received
    inner join received as later
        on
            received.template = later.template
            and received.received_no < later.received_no
            and (
                (
                    later.status <> 'rejected'
                    and received.agency_key = later.agency_key
                    and received.period_start = later.period_start
                    and received.period_end = later.period_end
                )
                or (received.status = 'rejected' and received.source_name = later.source_name)
            )
)

select
    received.submission_id,
    received.agency_id,
    received.agency_key,
    received.agency_state,
    received.agency_proposals,
    received.agency_name,
    received.template,
    received.period_start,
    received.period_end,
    received.status,
    received.sheet_columns,
    received.source_name,
    received.received_at,
    received.load_version,
    replaced.submission_id is not null as is_superseded
from received
left join replaced
    on received.submission_id = replaced.submission_id
