{{ rows_come_from('submissions') }}
-- A return that a later one replaces stays, with status superseded. What other sources say against it may add a
-- warning.
select
    {{ columns_of('submissions', 'submissions', leave_out=['source_name', 'received_at', 'status', 'agency_id']) }},
    received.source_name,
    received.received_at,
    received.agency_id,
    case
        when received.is_superseded then 'superseded'
        when
            submissions.status = 'accepted'
            and exists (
                select 1 from {{ ref('int_return_issue') }} as issues
                where issues.submission_id = submissions.submission_id
            )
            then 'accepted_with_warnings'
        else submissions.status
    end as status
from {{ ref('stg_submissions') }} as submissions
inner join {{ ref('int_submission') }} as received
    on submissions.submission_id = received.submission_id
