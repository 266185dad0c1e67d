{{ rows_of('document', 'source_id') }}
-- Pairs of words of the names of planned projects, abbreviations written out.
{{ config(indexes=[{'columns': ['source_id', 'line_key']}], post_hook='{{ analyze_where_grown() }}') }}
with planned as (
    select
        sources.source_id,
        sources.province_code
    from {{ ref('int_plan_source') }} as sources
    where
        sources.source_kind = 'document'
        and sources.document_type <> 'bao_cao'
),

abbreviations as materialized (
    select
        stg_abbreviations.short,
        stg_abbreviations.wording,
        stg_abbreviations.printed
    from {{ ref('stg_abbreviations') }} as stg_abbreviations
),

words as (
    select
        words.source_id,
        words.line_key,
        planned.province_code,
        parts.printed,
        parts.word,
        row_number() over in_order as word_no,
        lead(parts.printed) over in_order as printed_after,
        lead(parts.word) over in_order as word_after
    from {{ ref('int_line_word') }} as words
    inner join planned
        on words.source_id = planned.source_id
    left join abbreviations
        on words.word = abbreviations.short
    cross join
        lateral unnest(
            string_to_array(coalesce(abbreviations.printed, words.printed), ' '),
            string_to_array(coalesce(abbreviations.wording, words.word), ' ')
        ) with ordinality as parts (printed, word, part_no)
    where
        words.line_kind = 'project'
        and not words.is_scope
        and {{ is_changed('words.source_id') }}
    window in_order as (
        partition by words.source_id, words.line_key order by words.position_no, parts.part_no
    )
),

pairs as (
    select distinct on (words.source_id, words.line_key, words.word, words.word_after)
        words.source_id,
        words.line_key,
        words.province_code,
        words.word_no,
        words.printed,
        words.printed_after,
        words.word || ' ' || words.word_after as word_pair
    from words
    where words.word_after is not null
    order by words.source_id, words.line_key, words.word, words.word_after, words.word_no
)

select
    pairs.source_id,
    pairs.line_key,
    pairs.province_code,
    pairs.word_no,
    pairs.printed,
    pairs.printed_after,
    pairs.word_pair,
    count(*) over (partition by pairs.source_id, pairs.word_pair) as document_line_count
from pairs
