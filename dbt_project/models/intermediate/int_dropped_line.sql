-- A plan gives a line to an agency by its name or by a group it belongs to ("các sở, ngành"); what the agency's own
-- plan has of it stands in bridge_alignment.
{{ config(indexes=[{'columns': ['document_id']}]) }}
with cascades as (
    select
        edges.from_source_id,
        edges.to_source_id,
        child.agency_id,
        child.issuer_level,
        agencies.kind as agency_kind,
        coalesce(parent.issue_date, parent.period_start) as named_on
    from {{ ref('int_plan_edge') }} as edges
    inner join {{ ref('int_plan_source') }} as child
        on edges.to_source_id = child.source_id
    inner join {{ ref('dim_document') }} as parent
        on edges.from_source_id = parent.document_id
    inner join {{ ref('dim_agency') }} as agencies
        on child.agency_id = agencies.agency_id
    where edges.edge_kind = 'cascade'
),

duties as (
    select
        cascades.from_source_id,
        cascades.to_source_id,
        cascades.agency_id,
        assignments.subject_kind,
        assignments.subject_key,
        assignments.role,
        assignments.agency_text,
        case
            when assignments.agency_id = cascades.agency_id then 'name'
            when members.member_agency_id is not null or wordings.wording_id is not null then 'group'
        end as assigned_by
    from cascades
    inner join {{ ref('bridge_assignment') }} as assignments
        on cascades.from_source_id = assignments.document_id
    inner join {{ ref('dim_agency') }} as agencies
        on assignments.agency_id = agencies.agency_id
    -- Who belongs to a group of the register is declared, for the day of the plan.
    left join {{ ref('bridge_agency_group_member') }} as members
        on
            assignments.agency_id = members.group_agency_id
            and cascades.agency_id = members.member_agency_id
            and (members.valid_from is null or cascades.named_on is null or cascades.named_on >= members.valid_from)
            and (members.valid_to is null or cascades.named_on is null or cascades.named_on < members.valid_to)
    -- Of a group that the register does not know, what such words mean in every province is declared.
    left join lateral (
        select min(declared.wording_id) as wording_id
        from {{ ref('agency_group_wordings') }} as declared
        where
            agencies.kind = 'group'
            and agencies.recognition = 'by_rule'
            and {{ fold_text('assignments.agency_text') }} ~ declared.wording
            and cascades.agency_kind = any(string_to_array(declared.member_kinds, '|'))
            and (declared.member_level is distinct from 'district' or cascades.issuer_level = 2)
    ) as wordings on true
    where assignments.role in ('lead', 'monitor')
)

select distinct on (duties.to_source_id, duties.subject_kind, duties.subject_key)
    duties.from_source_id as document_id,
    duties.subject_kind as line_kind,
    duties.subject_key as line_key,
    duties.to_source_id as child_document_id,
    duties.agency_id,
    duties.role,
    duties.agency_text,
    duties.assigned_by
from duties
where
    duties.assigned_by is not null
    and not exists (
        select 1 from {{ ref('bridge_alignment') }} as alignments
        where
            alignments.child_document_id = duties.to_source_id
            and alignments.parent_document_id = duties.from_source_id
            and alignments.parent_kind = duties.subject_kind
            and alignments.parent_key = duties.subject_key
    )
order by
    duties.to_source_id asc,
    duties.subject_kind asc,
    duties.subject_key asc,
    duties.assigned_by desc,
    duties.role asc,
    duties.agency_text collate "C" asc -- noqa: RF02,RF03
