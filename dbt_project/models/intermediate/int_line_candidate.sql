{{ rows_of('edge', "edge_kind || '#' || from_source_id || '#' || to_source_id") }}
-- Lines of two sources that may be one line, scored by the pairs of words they share. A pair of words that many lines
-- of either source have says little, so that it weighs less. Only sources of one edge are compared, and only lines with
-- a pair in common. Numbers do not count, as a raised target is still the same target.
-- Weights are whole numbers, so that a sum is the same in whatever order it is added up. Edges and lines are numbered
-- within this query: what millions of rows are joined and grouped by is short.
{#- The server takes what lines share for a row or two, and would go through all totals for each. -#}
{{ config(
    indexes=[
        {'columns': ['edge_kind', 'from_source_id', 'to_source_id', 'rank_no']},
        {'columns': ["(edge_kind || '#' || from_source_id || '#' || to_source_id)"]}
    ],
    pre_hook='set local enable_nestloop = off'
) }}
with edges as materialized (
    select
        edges.edge_kind,
        edges.from_source_id,
        edges.to_source_id,
        row_number() over () as edge_no
    from {{ ref('int_plan_edge') }} as edges
    where {{ is_changed("edges.edge_kind || '#' || edges.from_source_id || '#' || edges.to_source_id") }}
),

compared as (
    select edges.from_source_id as source_id from edges
    union
    select edges.to_source_id as source_id from edges
),

compared_lines as materialized (
    select
        plan_lines.source_id,
        plan_lines.line_kind,
        plan_lines.line_key,
        plan_lines.is_goal,
        plan_lines.wording,
        plan_lines.line_code,
        plan_lines.folded_group,
        plan_lines.target_year,
        row_number() over () as line_no
    from {{ ref('int_plan_line') }} as plan_lines
    where plan_lines.source_id = any(array(select compared.source_id from compared))
),

pairs as materialized (
    select distinct
        compared_lines.source_id,
        compared_lines.line_no,
        words.is_scope,
        words.word_pair,
        compared_lines.line_kind = 'project' as is_project
    from {{ ref('int_line_word') }} as words
    inner join compared_lines
        on
            words.source_id = compared_lines.source_id
            and words.line_kind = compared_lines.line_kind
            and words.line_key = compared_lines.line_key
    where
        words.word_pair is not null
        and words.source_id = any(array(select compared.source_id from compared))
),

frequencies as (
    select
        pairs.source_id,
        pairs.word_pair,
        count(*) as line_count
    from pairs
    where not pairs.is_scope
    group by pairs.source_id, pairs.word_pair
),

sides as (
    select
        edges.edge_no,
        edges.edge_kind,
        edges.from_source_id,
        edges.to_source_id,
        sides.is_from,
        sides.source_id
    from edges
    cross join
        lateral (
            values (true, edges.from_source_id), (false, edges.to_source_id)
        ) as sides (is_from, source_id)
),

weighed as (
    select
        sides.edge_no,
        sides.is_from,
        pairs.line_no,
        pairs.is_scope,
        pairs.word_pair,
        round(1000000 / sqrt(greatest(from_counts.line_count, to_counts.line_count, 1)))::bigint as weight
    from sides
    inner join pairs
        on
            sides.source_id = pairs.source_id
            and (sides.edge_kind = 'cascade' or (pairs.is_project and not pairs.is_scope))
            and (sides.is_from or not pairs.is_scope)
    left join frequencies as from_counts
        on
            sides.from_source_id = from_counts.source_id
            and pairs.word_pair = from_counts.word_pair
    left join frequencies as to_counts
        on
            sides.to_source_id = to_counts.source_id
            and pairs.word_pair = to_counts.word_pair
),

-- What a line has in all, of which what it shares with another is a part.
totals as (
    select
        weighed.edge_no,
        weighed.is_from,
        weighed.line_no,
        weighed.is_scope,
        sum(weighed.weight)::double precision as line_weight,
        count(*) as pair_count
    from weighed
    group by weighed.edge_no, weighed.is_from, weighed.line_no, weighed.is_scope
),

worded as (
    select
        above.edge_no,
        above.line_no as from_no,
        above.is_scope,
        below.line_no as to_no,
        sum(above.weight)::double precision as weight
    from weighed as above
    inner join weighed as below
        on
            above.edge_no = below.edge_no
            and above.word_pair = below.word_pair
            and not below.is_from
    where above.is_from
    group by above.edge_no, above.line_no, above.is_scope, below.line_no
),

-- A return names a project by its key in the plan; a plan of the next year may keep the code of a line it renames.
coded as (
    select
        edges.edge_no,
        above.line_no as from_no,
        below.line_no as to_no
    from edges
    inner join compared_lines as above
        on edges.from_source_id = above.source_id
    inner join compared_lines as below
        on
            edges.to_source_id = below.source_id
            and above.line_key = below.line_code
    where
        edges.edge_kind = 'succession'
        and above.line_kind = 'project'
        and below.line_kind = 'project'
),

shared as (
    select
        worded.edge_no,
        worded.from_no,
        worded.to_no,
        worded.is_scope,
        above.pair_count as from_count,
        below.pair_count as to_count,
        2 * worded.weight / (above.line_weight + below.line_weight) as dice,
        worded.weight / above.line_weight as of_from,
        worded.weight / below.line_weight as of_to
    from worded
    inner join totals as above
        on
            worded.edge_no = above.edge_no
            and worded.from_no = above.line_no
            and worded.is_scope = above.is_scope
            and above.is_from
    inner join totals as below
        on
            worded.edge_no = below.edge_no
            and worded.to_no = below.line_no
            and not below.is_from
            and not below.is_scope
    union all
    select
        coded.edge_no,
        coded.from_no,
        coded.to_no,
        false as is_scope,
        0 as from_count,
        0 as to_count,
        0 as dice,
        0 as of_from,
        0 as of_to
    from coded
    where
        not exists (
            select 1 from worded
            where
                worded.edge_no = coded.edge_no
                and worded.from_no = coded.from_no
                and worded.to_no = coded.to_no
        )
),

judged as (
    select
        edges.edge_kind,
        edges.from_source_id,
        edges.to_source_id,
        from_lines.line_kind as from_kind,
        from_lines.line_key as from_key,
        to_lines.line_kind as to_kind,
        to_lines.line_key as to_key,
        shared.is_scope,
        shared.dice,
        codes.is_same as is_coded,
        from_lines.is_goal as from_is_goal,
        to_lines.is_goal as to_is_goal,
        case
            when shared.is_scope then case when shared.of_to >= 0.85 and shared.to_count >= 6 then 'in_scope' end
            when codes.is_same then 'same_code'
            when from_lines.wording = to_lines.wording then 'same_wording'
            when shared.dice >= 0.6 then 'similar'
            when greatest(shared.of_from, shared.of_to) >= 0.8 and least(shared.from_count, shared.to_count) >= 5
                then 'contained'
            when
                edges.edge_kind = 'succession'
                and from_lines.line_code = to_lines.line_code
                and shared.dice >= 0.35
                and (from_lines.folded_group is not distinct from to_lines.folded_group)
                then 'same_code'
        end as pairing_rule,
        (from_lines.target_year is not distinct from to_lines.target_year) as same_year
    from shared
    inner join edges
        on shared.edge_no = edges.edge_no
    inner join compared_lines as from_lines
        on shared.from_no = from_lines.line_no
    inner join compared_lines as to_lines
        on shared.to_no = to_lines.line_no
    inner join {{ ref('int_plan_source') }} as from_sources
        on edges.from_source_id = from_sources.source_id
    inner join {{ ref('int_plan_source') }} as to_sources
        on edges.to_source_id = to_sources.source_id
    -- Plans number their lines alike, so that a key alone says a line only of the agency's own plan.
    cross join
        lateral (
            values
            (
                edges.edge_kind = 'succession'
                and coalesce(from_lines.line_key = to_lines.line_code, false)
                and (from_sources.agency_id = to_sources.agency_id or shared.dice >= 0.35)
            )
        ) as codes (is_same)
)

select
    judged.edge_kind,
    judged.from_source_id,
    judged.to_source_id,
    judged.from_kind,
    judged.from_key,
    judged.to_kind,
    judged.to_key,
    judged.to_is_goal,
    judged.pairing_rule,
    round(judged.dice::numeric, 3) as similarity,
    row_number() over (
        partition by judged.edge_kind, judged.from_source_id, judged.to_source_id
        order by
            judged.is_scope asc,
            (judged.pairing_rule = 'same_wording' or judged.is_coded) desc,
            round(judged.dice::numeric, 1) desc,
            (judged.from_kind, judged.from_is_goal) = (judged.to_kind, judged.to_is_goal) desc,
            judged.same_year desc,
            round(judged.dice::numeric, 6) desc,
            judged.to_key collate "C" asc, -- noqa: RF02,RF03
            judged.from_key collate "C" asc, -- noqa: RF02,RF03
            judged.from_kind asc,
            judged.to_kind asc
    ) as rank_no
from judged
where judged.pairing_rule is not null
