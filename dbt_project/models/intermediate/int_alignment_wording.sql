{{ rows_of('edge', "concat_ws('#', 'cascade', parent_document_id, child_document_id)") }}
-- Where the wordings of a line and of the line it follows part: a word differs where neither of its neighbours is the
-- same on the other side. Runs of such words between the same two words stand for each other. Windows and no joins of
-- words with words, so that the work grows with the words.
with matches as (
    select
        matches.to_source_id as child_document_id,
        matches.to_kind as child_kind,
        matches.to_key as child_key,
        matches.from_source_id,
        matches.from_kind,
        matches.from_key,
        child.wording = parent.wording as is_same_name,
        child.scope_wording = parent.scope_wording as is_same_scope
    from {{ ref('int_line_match') }} as matches
    inner join {{ ref('int_plan_line') }} as child
        on
            matches.to_source_id = child.source_id
            and matches.to_kind = child.line_kind
            and matches.to_key = child.line_key
    inner join {{ ref('int_plan_line') }} as parent
        on
            matches.from_source_id = parent.source_id
            and matches.from_kind = parent.line_kind
            and matches.from_key = parent.line_key
    where
        matches.edge_kind = 'cascade'
        and matches.pairing_rule <> 'in_scope'
        and {{ is_changed("concat_ws('#', matches.edge_kind, matches.from_source_id, matches.to_source_id)") }}
),

-- A scope is compared only where both sides print one.
compared as (
    select
        matches.child_document_id,
        matches.child_kind,
        matches.child_key,
        sides.is_child,
        sides.source_id,
        sides.line_kind,
        sides.line_key,
        texts.is_scope
    from matches
    cross join
        lateral (
            values
            (false, matches.from_source_id, matches.from_kind, matches.from_key),
            (true, matches.child_document_id, matches.child_kind, matches.child_key)
        ) as sides (is_child, source_id, line_kind, line_key)
    cross join
        lateral (
            values (false, matches.is_same_name), (true, matches.is_same_scope)
        ) as texts (is_scope, is_same)
    where not texts.is_same
),

words as (
    select
        compared.child_document_id,
        compared.child_kind,
        compared.child_key,
        compared.is_child,
        compared.is_scope,
        words.position_no,
        words.printed,
        words.word,
        coalesce(lag(words.word) over in_order, '^') as word_before,
        coalesce(lead(words.word) over in_order, '$') as word_after
    from compared
    inner join {{ ref('int_line_word') }} as words
        on
            compared.source_id = words.source_id
            and compared.line_kind = words.line_kind
            and compared.line_key = words.line_key
            and compared.is_scope = words.is_scope
    window in_order as (
        partition by
            compared.child_document_id, compared.child_kind, compared.child_key, compared.is_child, compared.is_scope
        order by words.position_no
    )
),

marked as (
    select
        words.*,
        (bool_and(words.is_child) over same_before or bool_and(not words.is_child) over same_before)
        and (bool_and(words.is_child) over same_after or bool_and(not words.is_child) over same_after) as is_different
    from words
    window
        same_before as (
            partition by
                words.child_document_id,
                words.child_kind,
                words.child_key,
                words.is_scope,
                words.word_before,
                words.word
        ),
        same_after as (
            partition by
                words.child_document_id,
                words.child_kind,
                words.child_key,
                words.is_scope,
                words.word,
                words.word_after
        )
),

numbered as (
    select
        marked.*,
        count(*) filter (where not marked.is_different) over (
            partition by
                marked.child_document_id, marked.child_kind, marked.child_key, marked.is_child, marked.is_scope
            order by marked.position_no
        ) as run_no
    from marked
),

runs as (
    select
        numbered.child_document_id,
        numbered.child_kind,
        numbered.child_key,
        numbered.is_child,
        numbered.is_scope,
        min(numbered.position_no) as position_no,
        (array_agg(numbered.word_before order by numbered.position_no))[1] as word_before,
        (array_agg(numbered.word_after order by numbered.position_no desc))[1] as word_after,
        string_agg(numbered.printed, ' ' order by numbered.position_no) as printed,
        ' ' || string_agg(numbered.word, ' ' order by numbered.position_no) || ' ' as wording
    from numbered
    where numbered.is_different
    group by
        numbered.child_document_id,
        numbered.child_kind,
        numbered.child_key,
        numbered.is_child,
        numbered.is_scope,
        numbered.run_no
),

sided as (
    select
        runs.*,
        row_number() over (
            partition by
                runs.child_document_id,
                runs.child_kind,
                runs.child_key,
                runs.is_child,
                runs.is_scope,
                runs.word_before,
                runs.word_after
            order by runs.position_no
        ) as occurrence_no
    from runs
),

faced as (
    select
        sided.child_document_id,
        sided.child_kind,
        sided.child_key,
        sided.is_scope,
        coalesce(
            min(sided.position_no) filter (where sided.is_child), min(sided.position_no)
        ) as position_no,
        max(sided.printed) filter (where not sided.is_child) as printed_above,
        max(sided.printed) filter (where sided.is_child) as printed_below,
        max(sided.wording) filter (where not sided.is_child) as removed,
        max(sided.wording) filter (where sided.is_child) as added
    from sided
    group by
        sided.child_document_id,
        sided.child_kind,
        sided.child_key,
        sided.is_scope,
        sided.word_before,
        sided.word_after,
        sided.occurrence_no
),

changes as (
    select
        faced.*,
        case
            when faced.printed_below is null then 'bỏ "' || faced.printed_above || '"'
            when faced.printed_above is null then 'thêm "' || faced.printed_below || '"'
            else '"' || faced.printed_above || '" -> "' || faced.printed_below || '"'
        end as change_text
    from faced
),

-- How far a word reaches: the state, a province, one of its districts or branches, what is below.
reaches as (
    select
        ' ' || {{ wording('said.words') }} || ' ' as wording,
        said.reach
    from (
        values
        ('trung ương', 0), ('toàn quốc', 0), ('cả nước', 0), ('quốc gia', 0),
        ('tỉnh', 1),
        ('huyện', 2), ('quận', 2), ('thị xã', 2), ('sở', 2), ('ngành', 2), ('lĩnh vực', 2),
        ('xã', 3), ('phường', 3), ('thị trấn', 3), ('phòng', 3), ('thôn', 3)
    ) as said (words, reach)
),

limits as (
    select string_agg({{ wording('said.words') }}, '|') as pattern
    from (
        values
        ('trong'), ('thuộc'), ('tại'), ('trên địa bàn'), ('của'), ('do'), ('đối với'), ('phạm vi'), ('cấp'), ('riêng')
    ) as said (words)
),

judged as (
    select
        changes.*,
        (
            select min(reaches.reach)
            from reaches
            where position(reaches.wording in changes.removed) > 0
        ) as removed_reach,
        (
            select min(reaches.reach)
            from reaches
            where position(reaches.wording in changes.added) > 0
        ) as added_reach,
        coalesce(changes.removed ~ (' (' || limits.pattern || ') '), false) as removes_limit,
        coalesce(changes.added ~ (' (' || limits.pattern || ') '), false) as adds_limit
    from changes
    cross join limits
),

summed as (
    select
        judged.child_document_id,
        judged.child_kind,
        judged.child_key,
        string_agg(judged.change_text, '; ' order by judged.position_no) filter (
            where not judged.is_scope
        ) as name_change,
        string_agg(judged.change_text, '; ' order by judged.position_no) filter (
            where judged.is_scope
        ) as scope_change,
        bool_or(
            judged.added_reach > judged.removed_reach or (judged.removed is null and judged.adds_limit)
        ) as is_narrowed,
        bool_or(
            judged.added_reach < judged.removed_reach or (judged.added is null and judged.removes_limit)
        ) as is_widened
    from judged
    group by judged.child_document_id, judged.child_kind, judged.child_key
)

select
    matches.from_source_id as parent_document_id,
    matches.child_document_id,
    matches.child_kind,
    matches.child_key,
    matches.is_same_name and coalesce(matches.is_same_scope, true) as is_same,
    case when not matches.is_same_name then coalesce(summed.name_change, 'đổi trật tự từ') end as name_change,
    case when not matches.is_same_scope then coalesce(summed.scope_change, 'đổi trật tự từ') end as scope_change,
    coalesce(summed.is_narrowed, false) as is_narrowed,
    coalesce(summed.is_widened, false) as is_widened
from matches
left join summed
    on
        matches.child_document_id = summed.child_document_id
        and matches.child_kind = summed.child_kind
        and matches.child_key = summed.child_key
