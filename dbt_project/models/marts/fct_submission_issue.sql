{{ rows_come_from('submissions', 'submission_issues') }}
-- What is wrong within a return comes first, as it was found; then what other sources say against it.
with numbered as (
    select
        submission_id,
        max(issue_no) as last_issue_no
    from {{ ref('stg_submission_issues') }}
    group by submission_id
),

compared as (
    select
        *,
        row_number() over (
            partition by submission_id
            order by
                source_sheet collate "C" asc nulls first,
                substring(source_cell from '\d+$')::integer asc,
                source_cell collate "C" asc,
                rule asc,
                line_key collate "C" asc
        ) as place
    from {{ ref('int_return_issue') }}
)

select
    {{ columns_of('submission_issues', 'submission_issues', leave_out=['issue_no']) }},
    submission_issues.issue_no
from {{ ref('stg_submission_issues') }} as submission_issues
union all
select
    {{ columns_of('submission_issues', 'compared', leave_out=['issue_no']) }},
    coalesce(numbered.last_issue_no, 0) + compared.place as issue_no
from compared
left join numbered
    on compared.submission_id = numbered.submission_id
