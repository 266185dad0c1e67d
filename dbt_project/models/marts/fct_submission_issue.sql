-- What is wrong within a return comes first, as it was found; then what other sources say against it.
with numbered as (
    select
        submission_id,
        max(issue_no) as last_issue_no
    from {{ ref('stg_submission_issues') }}
    group by submission_id
)

select
    {{ columns_of('submission_issues', 'submission_issues', leave_out=['issue_no']) }},
    submission_issues.issue_no
from {{ ref('stg_submission_issues') }} as submission_issues
union all
select
    {{ columns_of('submission_issues', 'issues', leave_out=['issue_no']) }},
    coalesce(numbered.last_issue_no, 0) + row_number() over (
        partition by issues.submission_id
        order by
            issues.source_sheet collate "C" asc nulls first,
            substring(issues.source_cell from '\d+$')::integer asc,
            issues.source_cell collate "C" asc,
            issues.rule asc,
            issues.line_key collate "C" asc
    ) as issue_no
from {{ ref('int_return_issue') }} as issues
left join numbered
    on issues.submission_id = numbered.submission_id
