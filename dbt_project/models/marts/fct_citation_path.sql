{{ rows_of('citing_document') }}
{{ config(indexes=[{'columns': ['rests_on_id']}]) }}
-- What a document is based on, carries out or follows; a list of documents and a reference in passing are no ground.
-- Step by step from each document to what was not reached before: documents that cite each other do no harm, and where
-- all cite all there are no more steps than texts.
with recursive steps as (
    select
        document_id,
        1::bigint as depth,
        array[document_id] as reached,
        array[document_id] as from_ids,
        array_agg(distinct coalesce(cited_document_id, legal_document_id)) as to_ids
    from {{ ref('fct_citation_edge') }}
    where
        relation in ('can_cu', 'trien_khai', 'theo')
        and coalesce(cited_document_id, legal_document_id) is not null
        and {{ is_changed('document_id') }}
    group by document_id
    union all
    select
        steps.document_id,
        steps.depth + 1 as depth,
        steps.reached || steps.to_ids as reached,
        steps.to_ids as from_ids,
        onward.to_ids
    from steps
    cross join
        lateral (
            select array_agg(distinct coalesce(cited.cited_document_id, cited.legal_document_id)) as to_ids
            from {{ ref('fct_citation_edge') }} as cited
            where
                cited.document_id = any(steps.to_ids)
                and cited.relation in ('can_cu', 'trien_khai', 'theo')
                and coalesce(cited.cited_document_id, cited.legal_document_id) <> all(steps.reached || steps.to_ids)
        ) as onward
    where steps.depth < 12 and onward.to_ids is not null
),

from_each as (
    select
        steps.document_id,
        steps.depth,
        steps.to_ids,
        vias.via_id
    from steps
    cross join lateral unnest(steps.from_ids) as vias (via_id)
),

-- Only the edges on the way: a document that comes in leads to few of all.
edges as (
    select
        document_id,
        coalesce(cited_document_id, legal_document_id) as rests_on_id,
        case when cited_document_id is not null then 'document' else 'legal_document' end as rests_on_kind,
        max(array_position(array['in_force', 'unknown', 'not_yet', 'repealed'], validity)) as worst
    from {{ ref('fct_citation_edge') }}
    where
        document_id = any(array(select distinct from_each.via_id from from_each))
        and relation in ('can_cu', 'trien_khai', 'theo')
        and coalesce(cited_document_id, legal_document_id) is not null
    group by document_id, cited_document_id, legal_document_id
),

shortest as (
    select distinct on (from_each.document_id, edges.rests_on_id)
        from_each.document_id,
        edges.rests_on_id,
        edges.rests_on_kind,
        from_each.depth,
        from_each.via_id,
        (array['in_force', 'unknown', 'not_yet', 'repealed'])[edges.worst] as validity
    from from_each
    inner join edges
        on from_each.via_id = edges.document_id and edges.rests_on_id = any(from_each.to_ids)
    order by
        from_each.document_id asc,
        edges.rests_on_id asc,
        from_each.depth asc,
        from_each.via_id asc,
        edges.rests_on_kind asc
)

select
    {{ columns_of('citation_paths', 'shortest') }}
from shortest
