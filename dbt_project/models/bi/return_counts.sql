{{ config(materialized='table') }}
{{ rows_come_from('submissions') }}
select
    submissions.agency_id,
    coalesce(agencies.name, 'Chưa rõ cơ quan') as agency_name,
    submissions.template,
    {{ label_of('template', 'submissions.template') }} as template_label,
    cast(extract(year from submissions.period_end) as bigint) as return_year,
    submissions.status,
    {{ label_of('submission_status', 'submissions.status') }} as status_label,
    count(*) as return_count,
    cast(sum(submissions.rows_accepted) as bigint) as rows_accepted,
    cast(sum(submissions.rows_rejected) as bigint) as rows_rejected
from {{ ref('fct_submission') }} as submissions
left join {{ ref('dim_agency') }} as agencies
    on submissions.agency_id = agencies.agency_id
group by
    submissions.agency_id, agencies.name, submissions.template, extract(year from submissions.period_end),
    submissions.status
