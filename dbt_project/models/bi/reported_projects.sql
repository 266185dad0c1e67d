select
    returned.submission_id,
    returned.line_key,
    returned.agency_id,
    coalesce(agencies.name, submissions.agency_name) as agency_name,
    returned.project_code,
    returned.project_name,
    returned.period_end,
    returned.progress_status,
    {{ label_of('progress_status', 'returned.progress_status') }} as progress_status_label,
    returned.progress_pct,
    returned.disbursed_to_date_vnd / 1000000 as disbursed_million_vnd,
    returned.expected_completion_date,
    returned.obstacles,
    steps.relation as since_previous,
    {{ label_of('project_change', 'steps.relation') }} as since_previous_label,
    steps.earlier_document_id,
    steps.earlier_line_key,
    returned.source_page,
    returned.source_line_start,
    returned.source_line_end,
    returned.source_sheet,
    returned.source_cell
from {{ ref('fct_project_return_row') }} as returned
left join {{ ref('fct_submission') }} as submissions
    on returned.submission_id = submissions.submission_id
left join {{ ref('dim_agency') }} as agencies
    on returned.agency_id = agencies.agency_id
left join lateral (
    select
        links.relation,
        links.earlier_document_id,
        links.earlier_line_key
    from {{ ref('fct_project_link') }} as links
    where
        links.later_submission_id = returned.submission_id
        and links.later_line_key = returned.line_key
    order by links.earlier_document_id is null asc, links.link_id asc
    limit 1
) as steps on true
