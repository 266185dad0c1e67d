{{ rows_of('owner', 'owner_key') }}
{{ config(indexes=[{'columns': ['owner_key']}]) }}
-- Whether a target was reached, and by which result. The result with the latest period counts; where several sources
-- state one for that period and do not agree on the answer, there is no answer.
with statements as (
    select
        statements.*,
        indicators.direction,
        coalesce(statements.agency_id, statements.document_id, statements.submission_id) as owner_key
    from {{ ref('int_indicator_statement') }} as statements
    left join {{ ref('dim_indicator') }} as indicators
        on statements.indicator_id = indicators.indicator_id
    -- A sentence stands in the ledger and judges nothing.
    where
        (statements.source_kind is distinct from 'prose' or statements.statement_kind = 'target')
        and {{ is_changed('coalesce(statements.agency_id, statements.document_id, statements.submission_id)') }}
),

wordings as (
    select
        {{ fold_text('wording') }} as wording,
        meaning
    from {{ ref('result_wordings') }}
),

-- A result without a figure says in words how things stand: "Đang thực hiện", "Chưa đến kỳ đánh giá".
worded as (
    select distinct on (statements.statement_id)
        statements.statement_id,
        wordings.meaning
    from statements
    inner join wordings
        on
            {{ fold_text("coalesce(statements.value_text, statements.note)") }} || ' ' like wordings.wording || ' %'
    where statements.statement_kind = 'result' and statements.value is null
    order by statements.statement_id asc, length(wordings.wording) desc
),

targets as (
    select
        *,
        case
            when comparator is not null then comparator
            when direction = 'down' or value = 0 then '<='
            when direction = 'up' then '>='
            -- "đạt 80%" asks for at least that, except where less is better.
            when
                unit = 'percent'
                and {{ fold_text('indicator_name') }}
                !~ '\m(qua han|tre han|cham|ton dong|con lai|giam|vi pham|su co|khieu nai|loi)\M'
                then '>='
        end as asked
    from statements
    where statement_kind = 'target'
),

candidates as (
    select
        targets.statement_id,
        results.statement_id as result_statement_id,
        results.value as result_value,
        results.period_end as result_period_end,
        worded.meaning,
        coalesce(results.unit <> targets.unit, false) as other_unit,
        results.series_no <> targets.series_no as other_series,
        results.period_end >= targets.period_end as is_final,
        (results.value is not null or worded.meaning in ('done', 'not_done', 'in_progress')) as is_told,
        case
            when results.value is not null and targets.value is not null
                then
                    case targets.asked
                        when '>=' then results.value >= targets.value
                        when '>' then results.value > targets.value
                        when '<=' then results.value <= coalesce(targets.value_upper, targets.value)
                        when '<' then results.value < coalesce(targets.value_upper, targets.value)
                        when '='
                            then
                                results.value
                                between targets.value and coalesce(targets.value_upper, targets.value)
                    end
            when targets.value is null and worded.meaning in ('done', 'not_done', 'in_progress')
                then worded.meaning = 'done'
        end as is_reached,
        coalesce(results.match_id = targets.match_id, false) as same_line
    from targets
    inner join statements as results
        on
            targets.owner_key = results.owner_key
            and targets.indicator_key = results.indicator_key
            and targets.level is not distinct from results.level
            -- A target is one of a year; said as an equation it keeps the years of an owner apart from the start.
            and extract(year from targets.period_end) = extract(year from results.period_end)
            and results.period_end between targets.period_start and targets.period_end
            and results.statement_kind = 'result'
    left join worded
        on results.statement_id = worded.statement_id
),

latest as (
    select
        *,
        rank() over (partition by statement_id order by is_told desc, result_period_end desc) as place,
        row_number() over (
            partition by statement_id
            order by is_told desc, result_period_end desc, same_line desc, result_statement_id asc
        ) as result_no
    from candidates
),

answers as (
    select
        statement_id,
        count(distinct is_reached) as answer_count
    from latest
    where place = 1
    group by statement_id
),

judged as (
    select
        targets.owner_key,
        targets.statement_id,
        latest.result_statement_id,
        latest.result_value,
        latest.result_period_end,
        latest.is_final,
        latest.is_reached,
        case
            when targets.value is null and coalesce(targets.unit <> 'boolean', true) then 'no_figure'
            when targets.comparator in ('increase', 'decrease') then 'change'
            when latest.statement_id is null and targets.period_end >= owners.first_open_end then 'period_open'
            when latest.statement_id is null then 'silent'
            when latest.meaning = 'not_due' then 'not_due'
            when not latest.is_told then 'no_data'
            when latest.other_series then 'other_definition'
            when latest.other_unit then 'other_unit'
            when answers.answer_count > 1 then 'sources_disagree'
            when latest.is_reached is null then 'direction_unknown'
            when latest.is_reached then 'reached'
            else 'not_reached'
        end as reason
    from targets
    left join {{ ref('int_indicator_owner') }} as owners
        on targets.owner_key = owners.owner_key
    left join latest
        on
            targets.statement_id = latest.statement_id
            and latest.result_no = 1
    left join answers
        on targets.statement_id = answers.statement_id
)

select
    owner_key,
    statement_id,
    result_period_end,
    case when reason not in ('no_figure', 'change') then result_statement_id end as result_statement_id,
    case when reason not in ('no_figure', 'change') then result_value end as result_value,
    case
        when
            reason in ('no_figure', 'change', 'other_definition', 'other_unit', 'sources_disagree', 'direction_unknown')
            then 'not_comparable'
        when reason in ('silent', 'no_data') then 'no_result'
        when reason in ('period_open', 'not_due') then 'not_yet_due'
        when reason = 'reached' and is_final then 'met'
        when reason = 'reached' then 'on_track'
        when is_final then 'missed'
        else 'not_yet_due'
    end as state,
    case reason
        when 'no_figure' then 'mục tiêu không có số, hoặc số nằm ở các thành phần'
        when 'change' then 'mục tiêu là mức tăng, giảm; cần số của kỳ trước'
        when 'period_open' then 'kỳ chưa kết thúc, chưa có kết quả'
        when 'silent' then 'kỳ đã qua, không nguồn nào nêu kết quả'
        when 'not_due' then 'nguồn ghi chưa đến kỳ đánh giá'
        when 'no_data' then 'nguồn ghi chưa có số liệu hoặc để trống'
        when 'other_definition' then 'cách tính đã đổi: số liệu thuộc hai chuỗi khác nhau'
        when 'other_unit' then 'kết quả và mục tiêu khác đơn vị tính'
        when 'sources_disagree' then 'các nguồn nêu số khác nhau và cho kết luận khác nhau'
        when 'direction_unknown' then 'không rõ nhiều hơn hay ít hơn là tốt, hoặc kết quả không có số'
        when
            'reached'
            then case when is_final then 'kết quả cả kỳ đạt mức mục tiêu' else 'giữa kỳ đã ở mức mục tiêu' end
        else case when is_final then 'kết quả cả kỳ chưa đạt mức mục tiêu' else 'giữa kỳ chưa đạt mức mục tiêu' end
    end as state_reason
from judged
