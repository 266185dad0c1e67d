-- Which returns count. The latest return of an agency, kind and period does; one of which nothing could be taken in replaces
-- none that could. Another file under the same name undoes no return: agencies send each quarter under one name. But it does
-- take the place of one that was refused as a whole, as that may not even say who sent it and for when.
with receipts as (
    select
        source_sha256,
        max(received_no) as received_no,
        -- The same in every home that reads this inbox, and so in every release of it.
        min(coalesce(stored_at, received_at)) as received_at
    from {{ ref('stg_sources') }}
    group by source_sha256
),

received as (
    select
        submissions.submission_id,
        submissions.agency_id,
        submissions.template,
        submissions.period_start,
        submissions.period_end,
        submissions.status,
        submissions.sheet_columns,
        sources.source_name,
        receipts.received_no,
        receipts.received_at
    from {{ ref('stg_submissions') }} as submissions
    inner join receipts
        on submissions.load_source_sha256 = receipts.source_sha256
    inner join {{ ref('stg_sources') }} as sources
        on receipts.received_no = sources.received_no
)

select
    received.submission_id,
    received.agency_id,
    received.template,
    received.period_start,
    received.period_end,
    received.status,
    received.sheet_columns,
    received.source_name,
    received.received_at,
    exists (
        select 1
        from received as later
        where
            later.received_no > received.received_no
            and later.template = received.template
            and (
                (
                    later.status <> 'rejected'
                    and later.agency_id = received.agency_id
                    and later.period_start = received.period_start
                    and later.period_end = received.period_end
                )
                or (received.status = 'rejected' and later.source_name = received.source_name)
            )
    ) as is_superseded
from received
