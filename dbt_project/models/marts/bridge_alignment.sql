-- The plan above may have a line that reads otherwise, asks for more or names others in charge; nothing is put right.
with matches as (
    select *
    from {{ ref('int_line_match') }}
    where edge_kind = 'cascade'
),

parts as (
    select
        matches.to_source_id,
        matches.to_key,
        targets.component_no,
        targets.unit,
        targets.target_value,
        targets.document_id = matches.to_source_id as is_child,
        coalesce(targets.target_text, targets.target_value::text) as target_text,
        -- Where less is better, the lower figure asks for more.
        targets.target_value * case
            when
                targets.comparator in ('<', '<=', 'decrease') or targets.unit = 'rank' or indicators.direction = 'down'
                then -1
            else 1
        end as asked
    from matches
    inner join {{ ref('fct_indicator_target') }} as targets
        on
            (targets.document_id, targets.line_key)
            in ((matches.from_source_id, matches.from_key), (matches.to_source_id, matches.to_key))
    left join {{ ref('dim_indicator') }} as indicators
        on targets.indicator_id = indicators.indicator_id
    where
        matches.from_kind = 'indicator'
        and matches.to_kind = 'indicator'
),

valued as (
    select
        parts.to_source_id,
        parts.to_key,
        parts.component_no,
        max(parts.asked) filter (where parts.is_child) as child_asked,
        max(parts.asked) filter (where not parts.is_child) as parent_asked,
        '"' || max(parts.target_text) filter (where not parts.is_child) || '" -> "'
        || max(parts.target_text) filter (where parts.is_child) || '"' as value_change,
        count(*) filter (where parts.is_child) - count(*) filter (where not parts.is_child) as more_parts
    from parts
    group by parts.to_source_id, parts.to_key, parts.component_no
    having count(distinct parts.unit) <= 1
),

values_summed as (
    select
        valued.to_source_id,
        valued.to_key,
        sum(valued.more_parts) filter (where valued.component_no > 0) as more_parts,
        bool_or(valued.child_asked > valued.parent_asked) as is_raised,
        bool_or(valued.child_asked < valued.parent_asked) as is_lowered,
        string_agg(valued.value_change, '; ' order by valued.component_no) filter (
            where valued.child_asked <> valued.parent_asked
        ) as value_change
    from valued
    group by valued.to_source_id, valued.to_key
),

aligned as (
    select
        edges.to_source_id as child_document_id,
        plan_lines.line_kind as child_kind,
        plan_lines.line_key as child_key,
        edges.from_source_id as followed_document_id,
        plan_lines.line_text as child_text,
        plan_lines.is_goal,
        matches.from_source_id as parent_document_id,
        matches.from_kind as parent_kind,
        matches.from_key as parent_key,
        matches.pairing_rule,
        matches.similarity,
        parents.line_text as parent_text,
        parents.is_goal as parent_is_goal
    from {{ ref('int_plan_edge') }} as edges
    inner join {{ ref('int_plan_line') }} as plan_lines
        on edges.to_source_id = plan_lines.source_id
    left join matches
        on
            edges.to_source_id = matches.to_source_id
            and plan_lines.line_kind = matches.to_kind
            and plan_lines.line_key = matches.to_key
    left join {{ ref('int_plan_line') }} as parents
        on
            matches.from_source_id = parents.source_id
            and matches.from_kind = parents.line_kind
            and matches.from_key = parents.line_key
    where edges.edge_kind = 'cascade'
),

judged as (
    select
        aligned.*,
        coalesce(wordings.is_same, false) as wording_same,
        case
            when aligned.parent_key is null then 'added'
            when values_summed.is_raised and not values_summed.is_lowered then 'raised'
            when values_summed.is_lowered and not values_summed.is_raised then 'lowered'
            when values_summed.is_raised then 'reworded'
            when wordings.is_same then 'copied'
            when aligned.pairing_rule = 'in_scope' or values_summed.more_parts < 0 then 'narrowed'
            when values_summed.more_parts > 0 then 'widened'
            when wordings.is_narrowed and not wordings.is_widened then 'narrowed'
            when wordings.is_widened and not wordings.is_narrowed then 'widened'
            else 'reworded'
        end as relation,
        case
            when aligned.parent_key is null then 'không có dòng tương ứng trong kế hoạch cấp trên'
            else nullif(
                concat_ws(
                    '; ',
                    case when aligned.pairing_rule = 'in_scope' then 'lấy từ nội dung, quy mô của dòng cấp trên' end,
                    'chỉ tiêu: ' || values_summed.value_change,
                    'câu chữ: ' || wordings.name_change,
                    'nội dung, quy mô: ' || wordings.scope_change,
                    {{ changed_text('chủ trì', 'parent_duty.lead_text', 'child_duty.lead_text') }},
                    {{ changed_text('phối hợp', 'parent_duty.coordinating_text', 'child_duty.coordinating_text') }},
                    {{ changed_text('tình trạng', 'parent_duty.status_text', 'child_duty.status_text') }},
                    {{ changed_text('ghi chú', 'parent_duty.legal_basis_text', 'child_duty.legal_basis_text') }}
                ),
                ''
            )
        end as difference
    from aligned
    left join {{ ref('int_alignment_wording') }} as wordings
        on
            aligned.child_document_id = wordings.child_document_id
            and aligned.child_kind = wordings.child_kind
            and aligned.child_key = wordings.child_key
    left join values_summed
        on
            aligned.child_document_id = values_summed.to_source_id
            and aligned.child_key = values_summed.to_key
            and aligned.child_kind = 'indicator'
    -- A goals list names nobody, so that nobody is missing there.
    left join {{ ref('int_line_duty') }} as child_duty
        on
            aligned.child_document_id = child_duty.source_id
            and aligned.child_kind = child_duty.line_kind
            and aligned.child_key = child_duty.line_key
            and not aligned.parent_is_goal
    left join {{ ref('int_line_duty') }} as parent_duty
        on
            aligned.parent_document_id = parent_duty.source_id
            and aligned.parent_kind = parent_duty.line_kind
            and aligned.parent_key = parent_duty.line_key
            and not aligned.is_goal
)

select
    {{ columns_of('alignments', 'judged') }}
from judged
