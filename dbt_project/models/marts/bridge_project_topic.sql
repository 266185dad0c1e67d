{{ rows_of('document') }}
-- Keywords are whole words. The name says what a project is about; its scope also says what it touches, so that a topic
-- of the name goes first.
with topics as materialized (
    select * from {{ ref('stg_topics') }}
),

texts as materialized (
    select
        plan_lines.source_id,
        plan_lines.line_key,
        texts.is_name,
        ' ' || texts.wording || ' ' as wording
    from {{ ref('int_plan_line') }} as plan_lines
    cross join
        lateral (
            values (true, plan_lines.wording), (false, plan_lines.scope_wording)
        ) as texts (is_name, wording)
    inner join {{ ref('int_plan_source') }} as sources
        on
            plan_lines.source_id = sources.source_id
            and sources.source_kind = 'document'
    where
        plan_lines.line_kind = 'project'
        and {{ is_changed('plan_lines.source_id') }}
        and texts.wording is not null
),

-- A keyword is looked for only where its first word stands.
hits as (
    select
        texts.source_id,
        texts.line_key,
        texts.is_name,
        topics.topic_id,
        topics.name_vi,
        topics.keyword,
        position(' ' || topics.wording || ' ' in texts.wording) as position_no
    from texts
    cross join
        lateral (
            select distinct words.word from unnest(string_to_array(trim(texts.wording), ' ')) as words (word)
        ) as words
    inner join topics
        on split_part(topics.wording, ' ', 1) = words.word
    where position(' ' || topics.wording || ' ' in texts.wording) > 0
),

summed as (
    select
        hits.source_id,
        hits.line_key,
        hits.topic_id,
        hits.name_vi,
        bool_or(hits.is_name) as in_name,
        count(distinct hits.keyword) filter (where hits.is_name) as name_hits,
        count(distinct hits.keyword) as all_hits,
        max(length(hits.keyword)) filter (where hits.is_name) as longest,
        min(hits.position_no) filter (where hits.is_name) as first_position,
        string_agg(distinct hits.keyword, '|' order by hits.keyword) as keywords
    from hits
    group by hits.source_id, hits.line_key, hits.topic_id, hits.name_vi
),

ranked as (
    select
        summed.source_id as document_id,
        summed.line_key,
        summed.topic_id,
        summed.name_vi as topic_name,
        summed.keywords,
        summed.in_name,
        row_number() over (
            partition by summed.source_id, summed.line_key
            order by
                summed.name_hits desc,
                summed.all_hits desc,
                summed.first_position asc nulls last,
                summed.longest desc nulls last,
                summed.topic_id asc
        ) = 1 as is_main
    from summed
)

select
    {{ columns_of('project_topics', 'ranked') }}
from ranked
