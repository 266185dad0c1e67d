select
    submissions.submission_id,
    submissions.source_name,
    submissions.agency_id,
    coalesce(agencies.name, submissions.agency_name) as agency_name,
    submissions.template,
    {{ label_of('template', 'submissions.template') }} as template_label,
    submissions.period_start,
    submissions.period_end,
    to_char(submissions.period_start, 'DD/MM/YYYY') || ' - ' || to_char(submissions.period_end, 'DD/MM/YYYY')
        as period_label,
    submissions.received_at,
    (submissions.received_at::date - submissions.period_end)::bigint as days_after_period_end,
    submissions.status,
    {{ label_of('submission_status', 'submissions.status') }} as status_label,
    submissions.rows_accepted,
    submissions.rows_rejected,
    issues.error_count,
    issues.warning_count
from {{ ref('fct_submission') }} as submissions
left join {{ ref('dim_agency') }} as agencies
    on submissions.agency_id = agencies.agency_id
left join lateral (
    select
        count(*) filter (where found.severity = 'error') as error_count,
        count(*) filter (where found.severity = 'warning') as warning_count
    from {{ ref('fct_submission_issue') }} as found
    where found.submission_id = submissions.submission_id
) as issues on true
