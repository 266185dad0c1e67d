{{ rows_of('document_or_submission') }}
-- Words in order, with the two-word sequence that begins at each: Vietnamese writes a word in syllables, so that a pair
-- of them says more than one. Numbers count as one word there: a target that was raised is still the same line.
{{ config(post_hook='{{ analyze_where_grown() }}') }}
with texts as (
    select
        plan_lines.source_id,
        plan_lines.line_kind,
        plan_lines.line_key,
        false as is_scope,
        {{ spaced_words('plan_lines.line_text') }} as printed,
        {{ wording('plan_lines.line_text') }} as wording
    from {{ ref('int_plan_line') }} as plan_lines
    where {{ is_changed('plan_lines.source_id') }}
    union all
    select
        plan_lines.source_id,
        plan_lines.line_kind,
        plan_lines.line_key,
        true as is_scope,
        {{ spaced_words('plan_lines.scope') }} as printed,
        {{ wording('plan_lines.scope') }} as wording
    from {{ ref('int_plan_line') }} as plan_lines
    where plan_lines.scope is not null and {{ is_changed('plan_lines.source_id') }}
),

words as (
    select
        texts.source_id,
        texts.line_kind,
        texts.line_key,
        texts.is_scope,
        words.position_no,
        words.printed,
        words.word,
        regexp_replace(words.word, '^[<>≤≥=]*\d.*$', '0') as masked
    from texts
    cross join
        lateral unnest(
            string_to_array(texts.printed, ' '), string_to_array(texts.wording, ' ')
        ) with ordinality as words (printed, word, position_no)
    where words.word <> ''
)

select
    words.source_id,
    words.line_kind,
    words.line_key,
    words.is_scope,
    words.position_no,
    words.printed,
    words.word,
    words.masked || ' ' || lead(words.masked) over (
        partition by words.source_id, words.line_kind, words.line_key, words.is_scope order by words.position_no
    ) as word_pair
from words
