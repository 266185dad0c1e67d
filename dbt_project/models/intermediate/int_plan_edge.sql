-- Which source is held against which: an agency plan against the plan it follows (cascade), and a plan or return
-- against what stood there before it (succession). At most one plan above, so that a line is copied or dropped once.
with cited as (
    select
        child.source_id as to_source_id,
        parent.source_id as from_source_id,
        row_number() over (
            partition by child.source_id
            order by
                -- The plan of the same period goes before one of several years that it belongs to.
                (parent.period_start, parent.period_end) = (child.period_start, child.period_end) desc nulls last,
                parent.agency_id = child.parent_agency_id desc nulls last,
                (
                    position(' ' || parent.symbol || ' ' in ' ' || child.folded_title || ' ') > 0
                    or position(parent.folded_title in child.folded_title) > 0
                ) desc nulls last,
                parent.issuer_level desc nulls last,
                min(array_position(array['trien_khai', 'can_cu', 'theo'], citations.relation)) asc,
                min(citations.record_no) asc
        ) as choice_no
    from {{ ref('bridge_citation') }} as citations
    inner join {{ ref('int_plan_source') }} as child
        on citations.document_id = child.source_id
    inner join {{ ref('int_plan_source') }} as parent
        on citations.cited_document_id = parent.source_id
    where
        citations.relation in ('trien_khai', 'can_cu', 'theo')
        and child.document_type not in ('bao_cao', 'cong_van', 'to_trinh', 'thong_bao')
        and parent.document_type not in ('bao_cao', 'cong_van', 'to_trinh', 'thong_bao')
        and (parent.agency_id = child.parent_agency_id or parent.issuer_level < child.issuer_level)
        and (parent.province_code is null or parent.province_code = child.province_code)
        -- A plan of a year that has not begun or is long over is named for another reason.
        and coalesce(parent.period_end >= child.period_start and parent.period_start <= child.period_end, true)
        and exists (
            select 1 from {{ ref('int_plan_line') }} as plan_lines
            where plan_lines.source_id = parent.source_id
        )
    group by
        child.source_id,
        child.parent_agency_id,
        child.folded_title,
        child.period_start,
        child.period_end,
        parent.source_id,
        parent.agency_id,
        parent.symbol,
        parent.folded_title,
        parent.issuer_level,
        parent.period_start,
        parent.period_end
),

staged as (
    select
        sources.source_id,
        sources.source_kind,
        sources.agency_id,
        sources.period_start,
        sources.period_end,
        sources.source_kind = 'return' or sources.document_type = 'bao_cao' as is_report
    from {{ ref('int_plan_source') }} as sources
    where
        sources.agency_id is not null
        and sources.period_start is not null
        and exists (
            select 1 from {{ ref('int_plan_line') }} as plan_lines
            where plan_lines.source_id = sources.source_id and plan_lines.line_kind = 'project'
        )
),

followed as (
    select
        later.source_id as to_source_id,
        earlier.source_id as from_source_id,
        row_number() over (
            partition by later.source_id
            order by earlier.period_start desc, earlier.is_report desc, earlier.period_end desc, earlier.source_id asc
        ) as choice_no
    from staged as later
    inner join staged as earlier
        on
            later.agency_id = earlier.agency_id
            and later.source_id <> earlier.source_id
            and later.period_start >= earlier.period_start
            and (later.is_report or not earlier.is_report)
            and (later.source_kind = 'return' or earlier.source_kind = 'document')
            and (
                later.period_start > earlier.period_end
                or (later.is_report and not earlier.is_report)
                or later.period_end > earlier.period_end
            )
),

reported as (
    select
        returned.source_id as to_source_id,
        published.source_id as from_source_id
    from staged as returned
    inner join staged as published
        on
            published.source_kind = 'document'
            and not published.is_report
            and returned.period_end >= published.period_start
            and returned.period_start <= published.period_end
    where
        returned.source_kind = 'return'
        and (
            published.agency_id = returned.agency_id
            or exists (
                select 1 from {{ ref('bridge_assignment') }} as assignments
                where
                    assignments.document_id = published.source_id
                    and assignments.agency_id = returned.agency_id
                    and assignments.subject_kind = 'project'
                    and assignments.role = 'lead'
            )
        )
)

select
    'cascade' as edge_kind,
    cited.from_source_id,
    cited.to_source_id
from cited
where cited.choice_no = 1
union all
select
    'succession' as edge_kind,
    followed.from_source_id,
    followed.to_source_id
from followed
where followed.choice_no = 1
union
select
    'succession' as edge_kind,
    reported.from_source_id,
    reported.to_source_id
from reported
