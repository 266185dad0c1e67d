{{ rows_of('later_source', 'to_source_id') }}
{{ config(indexes=[{'columns': ['to_source_id']}]) }}
-- What became of each project from one source to the next, with its money and due date in both.
-- A line has one line before it and one after it at most; a further line that says the same is a part that was split
-- off or taken in. Nothing is said of a line where there is nothing to compare with.
with edges as (
    select
        edges.from_source_id,
        edges.to_source_id,
        -- A report tells of some projects of a plan; only a plan after a plan and a return after a return tell of all.
        earlier.source_kind = later.source_kind and later.document_type <> 'bao_cao' as is_whole
    from {{ ref('int_plan_edge') }} as edges
    inner join {{ ref('int_plan_source') }} as earlier
        on edges.from_source_id = earlier.source_id
    inner join {{ ref('int_plan_source') }} as later
        on edges.to_source_id = later.source_id
    where edges.edge_kind = 'succession' and {{ is_changed('edges.to_source_id') }}
),

matches as (
    select *
    from {{ ref('int_line_match') }}
    where edge_kind = 'succession' and {{ is_changed('to_source_id') }}
),

-- What is left on one side and would have been paired, had the other side not been paired already.
spare as (
    select
        candidates.from_source_id,
        candidates.to_source_id,
        candidates.from_key,
        candidates.to_key,
        candidates.pairing_rule,
        candidates.similarity,
        from_match.from_key is null as is_from_left,
        row_number() over (
            partition by
                candidates.from_source_id,
                candidates.to_source_id,
                case when to_match.to_key is null then candidates.to_key end,
                case when from_match.from_key is null then candidates.from_key end
            order by candidates.rank_no
        ) as choice_no
    from {{ ref('int_line_candidate') }} as candidates
    left join matches as from_match
        on
            candidates.from_source_id = from_match.from_source_id
            and candidates.to_source_id = from_match.to_source_id
            and candidates.from_key = from_match.from_key
    left join matches as to_match
        on
            candidates.from_source_id = to_match.from_source_id
            and candidates.to_source_id = to_match.to_source_id
            and candidates.to_key = to_match.to_key
    where
        candidates.edge_kind = 'succession'
        and {{ is_changed('candidates.to_source_id') }}
        and (from_match.from_key is null or to_match.to_key is null)
),

paired as (
    select
        matches.from_source_id,
        matches.to_source_id,
        matches.from_key,
        matches.to_key,
        matches.pairing_rule,
        matches.similarity,
        case
            when matches.pairing_rule = 'same_wording' or matches.similarity >= 0.9 then 'continued'
            else 'renamed'
        end as relation
    from matches
    union all
    select
        spare.from_source_id,
        spare.to_source_id,
        spare.from_key,
        spare.to_key,
        spare.pairing_rule,
        spare.similarity,
        case when spare.is_from_left then 'merged' else 'split' end as relation
    from spare
    where spare.choice_no = 1
),

-- The line that the parts were split off from, or that others were taken into, says so too.
judged as (
    select
        paired.from_source_id,
        paired.to_source_id,
        paired.from_key,
        paired.to_key,
        paired.pairing_rule,
        paired.similarity,
        case
            when bool_or(paired.relation = 'split') over same_from then 'split'
            when bool_or(paired.relation = 'merged') over same_to then 'merged'
            else paired.relation
        end as relation
    from paired
    window
        same_from as (partition by paired.from_source_id, paired.to_source_id, paired.from_key),
        same_to as (partition by paired.from_source_id, paired.to_source_id, paired.to_key)
),

alone as (
    select
        edges.from_source_id,
        edges.to_source_id,
        plan_lines.line_key as from_key,
        null as to_key,
        'vanished' as relation
    from edges
    inner join {{ ref('int_plan_line') }} as plan_lines
        on
            edges.from_source_id = plan_lines.source_id
            and plan_lines.line_kind = 'project'
    where
        edges.is_whole
        and not exists (
            select 1 from paired
            where
                paired.from_source_id = edges.from_source_id
                and paired.to_source_id = edges.to_source_id
                and paired.from_key = plan_lines.line_key
        )
    union all
    select
        min(edges.from_source_id) as from_source_id,
        edges.to_source_id,
        null as from_key,
        plan_lines.line_key as to_key,
        'new' as relation
    from edges
    inner join {{ ref('int_plan_line') }} as plan_lines
        on
            edges.to_source_id = plan_lines.source_id
            and plan_lines.line_kind = 'project'
    where
        not exists (
            select 1 from paired
            where
                paired.to_source_id = edges.to_source_id
                and paired.to_key = plan_lines.line_key
        )
    group by edges.to_source_id, plan_lines.line_key
),

steps as (
    select
        judged.from_source_id,
        judged.to_source_id,
        judged.from_key,
        judged.to_key,
        judged.relation,
        judged.pairing_rule as matching_rule,
        judged.similarity,
        case
            when judged.relation in ('split', 'merged') then 'low'
            when judged.pairing_rule in ('same_wording', 'same_code') then 'high'
            else 'medium'
        end as confidence
    from judged
    union all
    select
        alone.from_source_id,
        alone.to_source_id,
        alone.from_key,
        alone.to_key,
        alone.relation,
        null as matching_rule,
        null as similarity,
        'low' as confidence
    from alone
)

select
    steps.to_source_id,
    -- A name that is abbreviated in one of two plans is the same name.
    case
        when
            steps.relation = 'renamed'
            and {{ wording_in_full('earlier.project_name') }} = {{ wording_in_full('later.project_name') }}
            then 'continued'
        else steps.relation
    end as relation,
    steps.matching_rule,
    steps.similarity,
    steps.confidence,
    earlier.document_id as earlier_document_id,
    earlier.submission_id as earlier_submission_id,
    earlier.line_key as earlier_line_key,
    earlier.project_name as earlier_name,
    earlier.amount_vnd as earlier_amount_vnd,
    earlier.amount_period as earlier_amount_period,
    earlier.due_date as earlier_due_date,
    later.document_id as later_document_id,
    later.submission_id as later_submission_id,
    later.line_key as later_line_key,
    later.project_name as later_name,
    later.amount_vnd as later_amount_vnd,
    later.amount_period as later_amount_period,
    later.due_date as later_due_date,
    concat_ws(
        '#', steps.from_source_id, coalesce(steps.from_key, ''), steps.to_source_id, coalesce(steps.to_key, '')
    ) as link_id,
    case when earlier.amount_period = later.amount_period then later.amount_vnd - earlier.amount_vnd end
        as amount_change_vnd,
    (
        12 * (extract(year from later.due_date) - extract(year from earlier.due_date))
        + extract(month from later.due_date) - extract(month from earlier.due_date)
    )::bigint as slip_months
from steps
left join {{ ref('int_project_stage') }} as earlier
    on
        steps.from_source_id = earlier.source_id
        and steps.from_key = earlier.line_key
left join {{ ref('int_project_stage') }} as later
    on
        steps.to_source_id = later.source_id
        and steps.to_key = later.line_key
