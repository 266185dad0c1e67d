{{ rows_of('submission') }}
{{ rows_come_from('open_data_register_rows') }}
select
    {{ columns_of('open_data_register_rows', 'open_data_register_rows', leave_out=['agency_id']) }},
    submissions.agency_id
from {{ ref('stg_open_data_register_rows') }} as open_data_register_rows
inner join {{ ref('int_submission') }} as submissions
    on
        open_data_register_rows.submission_id = submissions.submission_id
        and not submissions.is_superseded
where {{ is_changed('submissions.submission_id') }}
