-- Two lines are compared where they share a rare pair of words, in one province and time: never every line with every
-- other. Words that frame a name ("xây dựng hệ thống ... tỉnh") recur everywhere, so that they count for little, and
-- two names about different subjects in one frame are no overlap.
{#- Which pairs of lines are looked at comes first: the server expects thousands of times as many as there are. -#}
{{ config(pre_hook='set local join_collapse_limit = 1') }}
with sources as materialized (
    select
        source_id,
        period_start,
        period_end,
        issuer_level,
        agency_id,
        -- Compared in place of the names of agencies, for every pair of words.
        case when agency_id is not null then dense_rank() over (order by agency_id) end as agency_no
    from {{ ref('int_plan_source') }}
),

-- Each line has its first word pair once.
known_words as (
    select greatest(count(*), 2)::double precision as line_count
    from {{ ref('int_project_word') }}
    where word_no = 1
),

pairs_of_words as materialized (
    select
        words.word_pair,
        words.province_code,
        count(*) as line_count,
        max(words.document_line_count) as document_line_count,
        min(sources.agency_no) <> max(sources.agency_no) as is_of_agencies
    from {{ ref('int_project_word') }} as words
    left join sources
        on words.source_id = sources.source_id
    group by words.word_pair, words.province_code
),

-- Those that no two agencies have nor two lines of one document lead to no pair of lines that is compared.
rare_lines as materialized (
    select
        words.source_id as document_id,
        words.line_key,
        words.province_code,
        words.word_pair
    from pairs_of_words as rare_pairs
    inner join {{ ref('int_project_word') }} as words
        on
            rare_pairs.province_code = words.province_code
            and rare_pairs.word_pair = words.word_pair
    where
        rare_pairs.line_count between 2 and 20
        and (rare_pairs.document_line_count > 1 or rare_pairs.is_of_agencies)
),

-- An agency plan repeats lines of the plan above; that is no second project, and stands apart.
repeated_lines as (
    select
        from_source_id,
        from_key,
        to_source_id,
        to_key
    from {{ ref('int_line_match') }}
    where edge_kind = 'cascade' and from_kind = 'project' and to_kind = 'project'
),

plan_lines as materialized (
    select
        projects.document_id,
        projects.line_key,
        projects.project_name,
        projects.lead_agency_text,
        plan_lines.wording,
        sources.period_start,
        sources.period_end,
        sources.agency_id,
        -- Of two lines, the one of the agency above and then the one printed first comes first.
        row_number() over (
            order by
                sources.issuer_level asc nulls last,
                projects.document_id collate "C" asc, -- noqa: RF02,RF03
                projects.source_line_start asc nulls last,
                projects.line_key collate "C" asc -- noqa: RF02,RF03
        ) as line_no
    from (
        select
            rare_lines.document_id,
            rare_lines.line_key
        from rare_lines
        union
        select
            repeated_lines.from_source_id,
            repeated_lines.from_key
        from repeated_lines
        union
        select
            repeated_lines.to_source_id,
            repeated_lines.to_key
        from repeated_lines
    ) as compared
    inner join {{ ref('dim_project') }} as projects
        on
            compared.document_id = projects.document_id
            and compared.line_key = projects.line_key
    inner join {{ ref('int_plan_line') }} as plan_lines
        on
            projects.document_id = plan_lines.source_id
            and projects.line_key = plan_lines.line_key
            and plan_lines.line_kind = 'project'
    inner join sources
        on projects.document_id = sources.source_id
),

rare_words as (
    select
        plan_lines.line_no,
        plan_lines.document_id,
        plan_lines.agency_id,
        plan_lines.period_start,
        plan_lines.period_end,
        rare_lines.province_code,
        rare_lines.word_pair
    from rare_lines
    inner join plan_lines
        on
            rare_lines.document_id = plan_lines.document_id
            and rare_lines.line_key = plan_lines.line_key
),

cascades as (
    select
        a.line_no as line_a,
        b.line_no as line_b
    from repeated_lines as matches
    inner join plan_lines as a
        on
            matches.from_source_id = a.document_id
            and matches.from_key = a.line_key
    inner join plan_lines as b
        on
            matches.to_source_id = b.document_id
            and matches.to_key = b.line_key
),

candidates as (
    select
        a.line_no as line_a,
        b.line_no as line_b
    from rare_words as a
    inner join rare_words as b
        on
            a.province_code = b.province_code
            and a.word_pair = b.word_pair
            and a.line_no < b.line_no
            and coalesce(a.period_start <= b.period_end and a.period_end >= b.period_start, true)
            -- The same issuer's plans of several years and of one year are one plan seen twice.
            and (a.document_id = b.document_id or a.agency_id <> b.agency_id)
    union
    select
        least(cascades.line_a, cascades.line_b) as line_a,
        greatest(cascades.line_a, cascades.line_b) as line_b
    from cascades
),

-- What a pair of words tells: 1 where one project of the warehouse has it, 0 where all have.
pair_counts as (
    select
        word_pair,
        sum(line_count)::bigint as line_count
    from pairs_of_words
    group by word_pair
),

pairs as (
    select
        plan_lines.line_no,
        words.word_no,
        words.printed,
        words.printed_after,
        words.word_pair,
        (ln(known_words.line_count / pair_counts.line_count) / ln(known_words.line_count))::numeric(9, 6) as weight
    from (
        select candidates.line_a as line_no from candidates
        union
        select candidates.line_b as line_no from candidates
    ) as compared
    inner join plan_lines
        on compared.line_no = plan_lines.line_no
    inner join {{ ref('int_project_word') }} as words
        on
            plan_lines.document_id = words.source_id
            and plan_lines.line_key = words.line_key
    inner join pair_counts
        on words.word_pair = pair_counts.word_pair
    cross join known_words
),

totals as (
    select
        pairs.line_no,
        sum(pairs.weight) as weight
    from pairs
    group by pairs.line_no
),

shared as (
    select
        candidates.line_a,
        candidates.line_b,
        a.word_no,
        a.printed,
        a.printed_after,
        a.weight,
        a.word_no - row_number() over (partition by candidates.line_a, candidates.line_b order by a.word_no) as run_no
    from candidates
    inner join pairs as a
        on candidates.line_a = a.line_no
    inner join pairs as b
        on
            candidates.line_b = b.line_no
            and a.word_pair = b.word_pair
),

phrases as (
    select
        shared.line_a,
        shared.line_b,
        sum(shared.weight) as weight,
        string_agg(shared.printed, ' ' order by shared.word_no)
        || ' ' || (array_agg(shared.printed_after order by shared.word_no desc))[1] as phrase
    from shared
    group by shared.line_a, shared.line_b, shared.run_no
),

weighed as (
    select
        phrases.line_a,
        phrases.line_b,
        sum(phrases.weight) as weight,
        (
            array_agg(phrases.phrase order by phrases.weight desc, phrases.phrase collate "C") -- noqa: RF02,RF03
        )[:3] as phrases
    from phrases
    group by phrases.line_a, phrases.line_b
),

-- How many lines of its plan speak of a topic, of those too that are compared with nothing.
topics as (
    select
        plan_lines.line_no,
        counted.topic_id,
        counted.topic_name,
        counted.is_main,
        counted.line_count
    from (
        select
            topics.document_id,
            topics.line_key,
            topics.topic_id,
            topics.topic_name,
            topics.is_main,
            count(*) over (partition by topics.topic_id, topics.document_id) as line_count
        from (select distinct plan_lines.document_id from plan_lines) as compared
        inner join {{ ref('bridge_project_topic') }} as topics
            on compared.document_id = topics.document_id
        inner join {{ ref('dim_project') }} as projects
            on
                topics.document_id = projects.document_id
                and topics.line_key = projects.line_key
        inner join {{ ref('int_plan_line') }} as plan_texts
            on
                projects.document_id = plan_texts.source_id
                and projects.line_key = plan_texts.line_key
                and plan_texts.line_kind = 'project'
        where topics.in_name
    ) as counted
    inner join plan_lines
        on
            counted.document_id = plan_lines.document_id
            and counted.line_key = plan_lines.line_key
),

line_topics as (
    select
        topics.line_no,
        array_agg(topics.topic_id) as topic_ids,
        max(topics.topic_id) filter (where topics.is_main) as main_topic_id
    from topics
    group by topics.line_no
),

scored as (
    select
        weighed.line_a,
        weighed.line_b,
        weighed.phrases,
        weighed.weight,
        subjects.topic_id,
        subjects.topic_name,
        weighed.weight / nullif(least(a_totals.weight, b_totals.weight), 0) as score,
        2 * weighed.weight / nullif(a_totals.weight + b_totals.weight, 0) as likeness,
        subjects.line_count <= 2
        or (subjects.line_count = 3 and a_topics.main_topic_id = b_topics.main_topic_id) as is_rare_subject,
        -- Each speaks of something that the other does not: one frame around two subjects.
        coalesce(not (a_topics.topic_ids <@ b_topics.topic_ids or b_topics.topic_ids <@ a_topics.topic_ids), false)
            as is_apart,
        cascades.line_a is not null as is_cascade
    from weighed
    inner join totals as a_totals
        on weighed.line_a = a_totals.line_no
    inner join totals as b_totals
        on weighed.line_b = b_totals.line_no
    left join line_topics as a_topics
        on weighed.line_a = a_topics.line_no
    left join line_topics as b_topics
        on weighed.line_b = b_topics.line_no
    left join cascades
        on
            weighed.line_a = least(cascades.line_a, cascades.line_b)
            and weighed.line_b = greatest(cascades.line_a, cascades.line_b)
    left join lateral (
        select
            topics.topic_id,
            topics.topic_name,
            topics.line_count
        from topics
        where
            topics.line_no = weighed.line_a
            and topics.topic_id = any(b_topics.topic_ids)
        order by topics.line_count asc, topics.topic_id asc
        limit 1
    ) as subjects on true
),

judged as (
    select
        scored.line_a,
        scored.line_b,
        scored.phrases,
        scored.topic_id,
        scored.topic_name,
        round(scored.score, 3) as score,
        case
            when scored.is_cascade then 'cascade'
            when a.wording = b.wording or scored.likeness >= 0.95 then 'identical'
            else 'overlapping'
        end as overlap_kind,
        case
            when a.wording = b.wording or scored.likeness >= 0.95 then 'high'
            when scored.is_cascade then 'medium'
            when scored.topic_id is null or scored.is_apart then null
            when scored.score >= 0.5 and scored.weight >= 2.5 then 'medium'
            when scored.is_rare_subject and scored.score >= 0.18 and scored.weight >= 1 then 'low'
        end as confidence
    from scored
    inner join plan_lines as a
        on scored.line_a = a.line_no
    inner join plan_lines as b
        on scored.line_b = b.line_no
),

described as (
    select
        a.document_id as document_id_a,
        a.line_key as line_key_a,
        b.document_id as document_id_b,
        b.line_key as line_key_b,
        judged.overlap_kind,
        judged.confidence,
        judged.score,
        judged.topic_id,
        a.project_name as project_name_a,
        b.project_name as project_name_b,
        a.lead_agency_text as lead_agency_text_a,
        b.lead_agency_text as lead_agency_text_b,
        array_to_string(judged.phrases, '|') as shared_words,
        coalesce(leads.are_same, false) as same_lead,
        concat_ws(
            '; ',
            case judged.overlap_kind
                when 'identical' then 'Hai dòng cùng tên'
                when 'cascade' then 'Kế hoạch của cơ quan triển khai dòng này của kế hoạch cấp trên'
                else 'Cùng nói đến "' || array_to_string(judged.phrases, '", "') || '"'
            end,
            'cùng lĩnh vực ' || judged.topic_name,
            case
                when leads.are_same then 'cùng cơ quan chủ trì: ' || a.lead_agency_text
                else 'chủ trì: ' || a.lead_agency_text || ' và ' || b.lead_agency_text
            end
        ) as reason
    from judged
    inner join plan_lines as a
        on judged.line_a = a.line_no
    inner join plan_lines as b
        on judged.line_b = b.line_no
    cross join
        lateral (
            values ({{ fold_agency('a.lead_agency_text') }} = {{ fold_agency('b.lead_agency_text') }})
        ) as leads (are_same)
    where judged.confidence is not null
)

select
    {{ columns_of('project_overlaps', 'described') }}
from described
