{{ rows_of('document_or_submission') }}
-- The lines that plans and returns are made of, whatever table or list they stand in. A goal of a list that states no
-- measure is no indicator of the warehouse, yet an agency plan follows or drops it like any other.
{{ config(post_hook='{{ analyze_where_grown() }}') }}
with goal_lists as (
    select
        goals.document_id,
        goals.section_id,
        goals.number,
        goals.paragraphs,
        coalesce(above.title, goals.title) as list_title
    from {{ ref('dim_section') }} as goals
    left join {{ ref('dim_section') }} as above
        on
            goals.document_id = above.document_id
            and goals.parent_section_id = above.section_id
            and {{ fold_text('above.title') }} ~ '\m(muc tieu|chi tieu)( \w+)? cu the\M'
    where
        {{ is_changed('goals.document_id') }}
        and goals.paragraphs is not null
        and (
            above.section_id is not null
            or {{ fold_text('goals.title') }} ~ '\m(muc tieu|chi tieu)( \w+)? cu the\M'
        )
),

bullets as (
    select
        goal_lists.document_id,
        goal_lists.section_id,
        paragraphs.item_no,
        goal_lists.list_title || '/' || coalesce(goal_lists.number, '') || '/' as key_stem,
        regexp_replace(paragraphs.item ->> 'text', '^[-–+•*]\s*', '') as line_text,
        (paragraphs.item ->> 'line_start')::bigint as source_line_start
    from goal_lists
    cross join lateral jsonb_array_elements(goal_lists.paragraphs) with ordinality as paragraphs (item, item_no)
    where paragraphs.item ->> 'text' ~ '^[-–+•*]\s*\S'
),

targets as (
    select
        targets.*,
        regexp_replace(targets.line_key, '(#\d+)?(@\d+)?$', '') as key_stem
    from {{ ref('fct_indicator_target') }} as targets
    where targets.component_no = 0 and {{ is_changed('targets.document_id') }}
),

unmeasured as (
    select
        bullets.document_id,
        bullets.key_stem,
        bullets.line_text,
        bullets.source_line_start,
        row_number() over (
            partition by bullets.document_id, bullets.key_stem order by bullets.section_id, bullets.item_no
        ) + (
            select count(*)
            from targets
            where targets.document_id = bullets.document_id and targets.key_stem = bullets.key_stem
        ) as goal_no
    from bullets
    where
        not exists (
            select 1
            from targets
            where
                targets.document_id = bullets.document_id
                and targets.row_no is null
                and {{ fold_text('targets.indicator_name') }} = {{ fold_text('bullets.line_text') }}
        )
),

plan_lines as (
    select
        targets.document_id as source_id,
        'indicator' as line_kind,
        targets.line_key,
        targets.row_no is null as is_goal,
        targets.indicator_name as line_text,
        null as scope,
        targets.target_year,
        null as line_code,
        targets.group_name,
        targets.source_line_start
    from targets
    where targets.indicator_name is not null
    union all
    select
        unmeasured.document_id as source_id,
        'indicator' as line_kind,
        unmeasured.key_stem || case when unmeasured.goal_no > 1 then '#' || unmeasured.goal_no else '' end as line_key,
        true as is_goal,
        unmeasured.line_text,
        null as scope,
        null as target_year,
        null as line_code,
        null as group_name,
        unmeasured.source_line_start
    from unmeasured
    union all
    select
        projects.document_id as source_id,
        'project' as line_kind,
        projects.line_key,
        false as is_goal,
        projects.project_name as line_text,
        projects.scope,
        null as target_year,
        projects.project_code as line_code,
        projects.group_name,
        projects.source_line_start
    from {{ ref('dim_project') }} as projects
    where projects.project_name is not null and {{ is_changed('projects.document_id') }}
    union all
    select
        returned.submission_id as source_id,
        'project' as line_kind,
        returned.line_key,
        false as is_goal,
        returned.project_name as line_text,
        null as scope,
        null as target_year,
        returned.project_code as line_code,
        returned.group_name,
        null as source_line_start
    from {{ ref('fct_project_return_row') }} as returned
    where returned.project_name is not null and {{ is_changed('returned.submission_id') }}
)

select
    plan_lines.*,
    {{ plain_wording('plan_lines.line_text') }} as wording,
    {{ plain_wording('plan_lines.scope') }} as scope_wording,
    {{ fold_text('plan_lines.group_name') }} as folded_group
from plan_lines
