{{ rows_of('edge', "edge_kind || '#' || from_source_id || '#' || to_source_id") }}
-- One line for one line: the best candidates first, each line once. A goals list and a table of one plan say the same
-- twice, so that a line above may stand once over a line of each.
with recursive walked as (
    select
        edges.edge_kind,
        edges.from_source_id,
        edges.to_source_id,
        0::bigint as rank_no,
        array[]::text[] as used_from,
        array[]::text[] as used_to,
        false as is_taken
    from {{ ref('int_plan_edge') }} as edges
    where {{ is_changed("edges.edge_kind || '#' || edges.from_source_id || '#' || edges.to_source_id") }}
    union all
    select
        walked.edge_kind,
        walked.from_source_id,
        walked.to_source_id,
        candidates.rank_no,
        case when slots.is_free then walked.used_from || slots.from_slot else walked.used_from end as used_from,
        case when slots.is_free then walked.used_to || slots.to_slot else walked.used_to end as used_to,
        slots.is_free as is_taken
    from walked
    inner join {{ ref('int_line_candidate') }} as candidates
        on
            walked.edge_kind = candidates.edge_kind
            and walked.from_source_id = candidates.from_source_id
            and walked.to_source_id = candidates.to_source_id
            and walked.rank_no + 1 = candidates.rank_no
    cross join lateral (
        select
            named.from_slot,
            named.to_slot,
            named.from_slot <> all(walked.used_from) and named.to_slot <> all(walked.used_to) as is_free
        from (
            select
                candidates.to_is_goal || '/' || candidates.from_kind || '/' || candidates.from_key as from_slot,
                candidates.to_kind || '/' || candidates.to_key as to_slot
        ) as named
    ) as slots
)

select
    candidates.edge_kind,
    candidates.from_source_id,
    candidates.to_source_id,
    candidates.from_kind,
    candidates.from_key,
    candidates.to_kind,
    candidates.to_key,
    candidates.pairing_rule,
    candidates.similarity
from walked
inner join {{ ref('int_line_candidate') }} as candidates
    on
        walked.edge_kind = candidates.edge_kind
        and walked.from_source_id = candidates.from_source_id
        and walked.to_source_id = candidates.to_source_id
        and walked.rank_no = candidates.rank_no
where walked.is_taken
