{{ config(indexes=[{'columns': ['rests_on_id']}]) }}
-- What a document is based on, carries out or follows; a list of documents and a reference in passing are no ground.
-- Rows are distinct and the depth has an end, so that documents that cite each other do no harm.
with recursive edges as (
    select
        document_id,
        coalesce(cited_document_id, legal_document_id) as rests_on_id,
        case when cited_document_id is not null then 'document' else 'legal_document' end as rests_on_kind,
        max(array_position(array['in_force', 'unknown', 'not_yet', 'repealed'], validity)) as worst
    from {{ ref('fct_citation_edge') }}
    where
        relation in ('can_cu', 'trien_khai', 'theo')
        and coalesce(cited_document_id, legal_document_id) is not null
    group by document_id, cited_document_id, legal_document_id
),

paths as (
    select
        document_id,
        rests_on_id,
        rests_on_kind,
        1::bigint as depth,
        document_id as via_id,
        worst
    from edges
    union
    select
        paths.document_id,
        edges.rests_on_id,
        edges.rests_on_kind,
        paths.depth + 1 as depth,
        edges.document_id as via_id,
        edges.worst
    from paths
    inner join edges
        on paths.rests_on_id = edges.document_id
    where paths.depth < 12 and edges.rests_on_id <> paths.document_id
),

shortest as (
    select distinct on (document_id, rests_on_id)
        document_id,
        rests_on_id,
        rests_on_kind,
        depth,
        via_id,
        (array['in_force', 'unknown', 'not_yet', 'repealed'])[worst] as validity
    from paths
    order by document_id asc, rests_on_id asc, depth asc, via_id asc
)

select {{ columns_of('citation_paths', 'shortest') }}
from shortest
