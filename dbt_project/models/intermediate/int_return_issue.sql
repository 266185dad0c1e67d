{{ rows_come_from('submissions') }}
-- What is wrong with a return in the light of other sources: plans, other agencies' names, the return of the period
-- before. A rule is asked only where the other source is there: before any plan is taken in nothing is unknown. The
-- severities are those of pipelines/interpret/returns/rules.yml. None of these sets a row aside: which of the two
-- sources is wrong is not known.
with known_agencies as (
    select distinct uses.agency_id
    from {{ ref('int_agency_mention') }} as mentions
    inner join {{ ref('int_agency_use') }} as uses
        on
            mentions.agency_key = uses.agency_key
            and mentions.name_text = uses.name_text
            and mentions.issuer_key = uses.issuer_key
            and mentions.named_on = uses.named_on
    where mentions.document_id is not null and uses.agency_id is not null
),

known_projects as (
    select
        projects.document_id,
        projects.line_key,
        {{ fold_text('projects.project_name') }} as folded_name
    from {{ ref('stg_projects') }} as projects
    inner join {{ ref('int_current_document') }} as current_documents
        on
            projects.document_id = current_documents.document_id
            and projects.load_source_sha256 = current_documents.source_sha256
),

known_subjects as (
    select
        'indicator' as subject_kind,
        folded_name as known_by
    from {{ ref('int_indicator_line') }}
    union
    select
        'indicator' as subject_kind,
        line_key as known_by
    from {{ ref('int_indicator_line') }}
    union
    select
        'indicator' as subject_kind,
        document_id || '/' || line_key as known_by
    from {{ ref('int_indicator_line') }}
    union
    select
        'project' as subject_kind,
        folded_name as known_by
    from known_projects
    union
    select
        'project' as subject_kind,
        line_key as known_by
    from known_projects
    union
    select
        'project' as subject_kind,
        document_id || '/' || line_key as known_by
    from known_projects
),

subjects as (
    select * from {{ ref('int_return_subject') }}
),

-- The targets that plans set for an agency: those of lines assigned to it, and of its own plans.
assigned_targets as (
    select distinct
        indicator_lines.document_id,
        indicator_lines.line_key,
        indicator_lines.folded_name,
        indicator_lines.target_year,
        indicator_lines.target_value,
        indicator_lines.target_text,
        indicator_lines.unit,
        coalesce(assignments.agency_id, documents.issuer_agency_id) as agency_id
    from {{ ref('int_indicator_line') }} as indicator_lines
    inner join {{ ref('dim_document') }} as documents
        on indicator_lines.document_id = documents.document_id
    left join {{ ref('bridge_assignment') }} as assignments
        on
            indicator_lines.document_id = assignments.document_id
            and indicator_lines.line_key = assignments.subject_key
            and assignments.subject_kind = 'indicator'
    where indicator_lines.target_value is not null
),

compared_targets as (
    select
        subjects.submission_id,
        subjects.line_key,
        min(assigned_targets.target_text) as target_text,
        bool_or(assigned_targets.target_value = subjects.target_value) as agrees
    from subjects
    inner join assigned_targets
        on
            subjects.known_agency_id = assigned_targets.agency_id
            and subjects.unit = assigned_targets.unit
            and extract(year from subjects.period_end) = assigned_targets.target_year
            and (
                subjects.folded_name = assigned_targets.folded_name
                or subjects.subject_code in (
                    assigned_targets.line_key, assigned_targets.document_id || '/' || assigned_targets.line_key
                )
            )
    where subjects.subject_kind = 'indicator' and subjects.target_value is not null
    group by subjects.submission_id, subjects.line_key
),

broken as (
    select
        submission_id,
        source_sheet,
        sheet_row,
        letters,
        line_key,
        'total_below_last_period' as rule,
        'contradiction' as rule_severity,
        'disbursed_to_date_vnd' as column_name,
        disbursed_to_date_text as value_text,
        'Lũy kế giải ngân “' || disbursed_to_date_text || '” nhỏ hơn kỳ trước (“' || last_disbursed_to_date_text
        || '”, đến ' || to_char(last_period_end, 'DD/MM/YYYY')
        || '). Lũy kế không giảm; kiểm tra đơn vị tiền, hoặc giải trình nếu đã thu hồi.' as message
    from subjects
    where disbursed_to_date_vnd < last_disbursed_to_date_vnd
    union all
    select
        submission_id,
        source_sheet,
        sheet_row,
        letters,
        line_key,
        'total_not_continued' as rule,
        'contradiction' as rule_severity,
        'disbursed_to_date_vnd' as column_name,
        disbursed_to_date_text as value_text,
        'Lũy kế giải ngân “' || disbursed_to_date_text || '” không bằng lũy kế kỳ trước “'
        || last_disbursed_to_date_text || '” cộng số trong kỳ “' || disbursed_period_text
        || '”. Sửa số trong kỳ hoặc lũy kế cho khớp, ví dụ lũy kế kỳ trước 900, trong kỳ 350 thì lũy kế là 1.250.'
            as message
    from subjects
    where
        last_period_end + 1 = period_start
        and disbursed_to_date_vnd >= last_disbursed_to_date_vnd
        -- Amounts are written in millions: sums of rounded ones may miss by a little.
        and abs(last_disbursed_to_date_vnd + disbursed_period_vnd - disbursed_to_date_vnd)
        > greatest(1000000, 0.001 * disbursed_to_date_vnd)
    union all
    select
        submission_id,
        source_sheet,
        sheet_row,
        letters,
        line_key,
        'progress_fell' as rule,
        'note' as rule_severity,
        'progress_pct' as column_name,
        progress_text as value_text,
        'Tiến độ “' || progress_text || '” thấp hơn kỳ trước (“' || last_progress_text
        || '”). Kiểm tra lại; nếu đúng thì ghi lý do, ví dụ điều chỉnh quy mô.' as message
    from subjects
    where progress_pct < last_progress_pct
    union all
    select
        submission_id,
        source_sheet,
        sheet_row,
        letters,
        line_key,
        'jump_since_last_period' as rule,
        'note' as rule_severity,
        'result_value' as column_name,
        result_text as value_text,
        'Kết quả “' || result_text || '” khác nhiều so với kỳ trước (“' || last_result_text
        || '”). Kiểm tra đơn vị và dấu thập phân; nếu đúng thì giải trình.' as message
    from subjects
    where
        unit = last_unit
        and case
            when unit = 'percent' then abs(result_value - last_result_value) >= 30
            when unit in ('rank', 'boolean') then false
            else
                last_result_value > 0
                and (result_value > 3 * last_result_value or 3 * result_value < last_result_value)
        end
    union all
    select
        subjects.submission_id,
        subjects.source_sheet,
        subjects.sheet_row,
        subjects.letters,
        subjects.line_key,
        'subject_unknown' as rule,
        'contradiction' as rule_severity,
        case subjects.subject_kind when 'indicator' then 'indicator_name' else 'project_name' end as column_name,
        subjects.subject_name as value_text,
        case subjects.subject_kind when 'indicator' then 'Chỉ tiêu' else 'Nhiệm vụ, dự án' end
        || ' “' || subjects.subject_name || '” không có trong văn bản nào của kho số nên chưa nối được với kế hoạch. '
        || 'Ghi đúng tên như văn bản giao, hoặc dùng biểu mẫu có sẵn mã.' as message
    from subjects
    where
        subjects.subject_kind in (select known.subject_kind from known_subjects as known)
        and not exists (
            select 1
            from known_subjects as known
            where
                known.subject_kind = subjects.subject_kind
                and known.known_by in (subjects.folded_name, subjects.subject_code)
        )
    union all
    select
        subjects.submission_id,
        subjects.source_sheet,
        subjects.sheet_row,
        subjects.letters,
        subjects.line_key,
        'target_differs_from_plan' as rule,
        'contradiction' as rule_severity,
        'target_value' as column_name,
        subjects.target_text as value_text,
        'Chỉ tiêu được giao ghi “' || subjects.target_text || '” nhưng kế hoạch giao “' || compared_targets.target_text
        || '”. Ghi đúng mức trong kế hoạch; nếu đã điều chỉnh thì nêu văn bản điều chỉnh.' as message
    from subjects
    inner join compared_targets
        on
            subjects.submission_id = compared_targets.submission_id
            and subjects.line_key = compared_targets.line_key
    where not compared_targets.agrees
    union all
    select
        submissions.submission_id,
        null as source_sheet,
        null as sheet_row,
        null as letters,
        null as line_key,
        'agency_unknown' as rule,
        'contradiction' as rule_severity,
        null as column_name,
        submissions.agency_key as value_text,
        'Đơn vị báo cáo chưa có trong văn bản nào của kho số. Kiểm tra tên đơn vị, ví dụ “Sở Nội vụ tỉnh Hà Nam”; '
        || coalesce('có phải là “' || (submissions.agency_proposals -> 0 ->> 'name') || '” không? ', '')
        || 'nếu tên đúng thì báo người quản trị bổ sung.' as message
    from {{ ref('int_submission') }} as submissions
    where
        not submissions.is_superseded
        and (
            submissions.agency_state = 'unknown'
            or (
                submissions.agency_state = 'by_rule'
                and exists (select 1 from known_agencies)
                and submissions.agency_id not in (select known_agencies.agency_id from known_agencies)
            )
        )
)

select
    submission_id,
    source_sheet,
    'warning' as severity,
    rule,
    message,
    value_text,
    rule_severity,
    column_name,
    line_key,
    letters ->> column_name || sheet_row as source_cell
from broken
