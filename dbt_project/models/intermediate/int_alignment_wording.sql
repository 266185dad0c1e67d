-- Where the wordings of a line and of the line it follows part: a word differs where neither of its neighbours is the
-- same on the other side. Runs of such words between the same two words stand for each other.
with compared as (
    select
        matches.to_source_id as child_document_id,
        matches.to_kind as child_kind,
        matches.to_key as child_key,
        sides.is_child,
        sides.source_id,
        sides.line_kind,
        sides.line_key
    from {{ ref('int_line_match') }} as matches
    cross join lateral (
        values
        (false, matches.from_source_id, matches.from_kind, matches.from_key),
        (true, matches.to_source_id, matches.to_kind, matches.to_key)
    ) as sides (is_child, source_id, line_kind, line_key)
    where
        matches.edge_kind = 'cascade'
        and matches.pairing_rule <> 'in_scope'
),

words as (
    select
        compared.child_document_id,
        compared.child_kind,
        compared.child_key,
        compared.is_child,
        words.is_scope,
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
    window in_order as (
        partition by
            compared.child_document_id, compared.child_kind, compared.child_key, compared.is_child, words.is_scope
        order by words.position_no
    )
),

-- A scope is compared only where both sides print one.
both_print as (
    select
        words.child_document_id,
        words.child_kind,
        words.child_key,
        words.is_scope,
        string_agg(words.word, ' ' order by words.position_no) filter (where words.is_child)
        = string_agg(words.word, ' ' order by words.position_no) filter (where not words.is_child) as is_same
    from words
    group by words.child_document_id, words.child_kind, words.child_key, words.is_scope
    having count(distinct words.is_child) = 2
),

neighbours as (
    select
        words.child_document_id,
        words.child_kind,
        words.child_key,
        words.is_scope,
        sides.word_pair,
        bool_or(words.is_child) and bool_or(not words.is_child) as is_shared
    from words
    cross join lateral (
        values (words.word_before || ' ' || words.word), (words.word || ' ' || words.word_after)
    ) as sides (word_pair)
    group by words.child_document_id, words.child_kind, words.child_key, words.is_scope, sides.word_pair
),

marked as (
    select
        words.*,
        not (before_it.is_shared or after_it.is_shared) as is_different
    from words
    inner join both_print
        on
            words.child_document_id = both_print.child_document_id
            and words.child_kind = both_print.child_kind
            and words.child_key = both_print.child_key
            and words.is_scope = both_print.is_scope
            and not both_print.is_same
    inner join neighbours as before_it
        on
            words.child_document_id = before_it.child_document_id
            and words.child_kind = before_it.child_kind
            and words.child_key = before_it.child_key
            and words.is_scope = before_it.is_scope
            and words.word_before || ' ' || words.word = before_it.word_pair
    inner join neighbours as after_it
        on
            words.child_document_id = after_it.child_document_id
            and words.child_kind = after_it.child_kind
            and words.child_key = after_it.child_key
            and words.is_scope = after_it.is_scope
            and words.word || ' ' || words.word_after = after_it.word_pair
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

changes as (
    select
        coalesce(removed.child_document_id, added.child_document_id) as child_document_id,
        coalesce(removed.child_kind, added.child_kind) as child_kind,
        coalesce(removed.child_key, added.child_key) as child_key,
        coalesce(removed.is_scope, added.is_scope) as is_scope,
        coalesce(added.position_no, removed.position_no) as position_no,
        case
            when added.printed is null then 'bỏ "' || removed.printed || '"'
            when removed.printed is null then 'thêm "' || added.printed || '"'
            else '"' || removed.printed || '" -> "' || added.printed || '"'
        end as change_text,
        removed.wording as removed,
        added.wording as added
    from (select * from sided where not is_child) as removed
    full outer join (select * from sided where is_child) as added
        on
            removed.child_document_id = added.child_document_id
            and removed.child_kind = added.child_kind
            and removed.child_key = added.child_key
            and removed.is_scope = added.is_scope
            and removed.word_before = added.word_before
            and removed.word_after = added.word_after
            and removed.occurrence_no = added.occurrence_no
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
            select min(reaches.reach) from reaches where position(reaches.wording in changes.removed) > 0
        ) as removed_reach,
        (
            select min(reaches.reach) from reaches where position(reaches.wording in changes.added) > 0
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
        string_agg(judged.change_text, '; ' order by judged.position_no) filter (where not judged.is_scope) as name_change,
        string_agg(judged.change_text, '; ' order by judged.position_no) filter (where judged.is_scope) as scope_change,
        bool_or(judged.added_reach > judged.removed_reach or (judged.removed is null and judged.adds_limit)) as is_narrowed,
        bool_or(judged.added_reach < judged.removed_reach or (judged.added is null and judged.removes_limit)) as is_widened
    from judged
    group by judged.child_document_id, judged.child_kind, judged.child_key
)

select
    both_print.child_document_id,
    both_print.child_kind,
    both_print.child_key,
    bool_and(both_print.is_same) as is_same,
    max(
        case when not both_print.is_same and not both_print.is_scope then coalesce(summed.name_change, 'đổi trật tự từ') end
    ) as name_change,
    max(
        case when not both_print.is_same and both_print.is_scope then coalesce(summed.scope_change, 'đổi trật tự từ') end
    ) as scope_change,
    coalesce(bool_or(summed.is_narrowed), false) as is_narrowed,
    coalesce(bool_or(summed.is_widened), false) as is_widened
from both_print
left join summed
    on
        both_print.child_document_id = summed.child_document_id
        and both_print.child_kind = summed.child_kind
        and both_print.child_key = summed.child_key
group by both_print.child_document_id, both_print.child_kind, both_print.child_key
