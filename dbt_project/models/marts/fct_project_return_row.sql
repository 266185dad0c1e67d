{{ rows_of('submission') }}
{{ rows_come_from('project_return_rows') }}
select
    {{ columns_of('project_return_rows', 'project_return_rows', leave_out=['agency_id']) }},
    submissions.agency_id
from {{ ref('stg_project_return_rows') }} as project_return_rows
inner join {{ ref('int_submission') }} as submissions
    on
        project_return_rows.submission_id = submissions.submission_id
        and not submissions.is_superseded
where {{ is_changed('submissions.submission_id') }}
