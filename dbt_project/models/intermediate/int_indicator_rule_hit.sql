{{ rows_of('document_or_submission') }}
{{ config(indexes=[{'columns': ['source_id']}]) }}
-- Of each group of words of a rule one must occur, of the excluded ones none may. Names are folded, so that words are
-- found as they stand between blanks: a pattern for each rule would take the server a thousand times as long.
with rules as (
    select
        rules.rule_id,
        rules.indicator_id,
        rules.match,
        rules.unit,
        rules.reason,
        rules.confidence,
        array_length(string_to_array(rules.must_have, ' + '), 1) as group_count
    from {{ ref('indicator_rules') }} as rules
),

-- Folded once, not again for each name.
rule_words as materialized (
    select
        rules.rule_id,
        parts.group_no,
        ' ' || {{ fold_text('alternatives.words') }} || ' ' as words
    from {{ ref('indicator_rules') }} as rules
    cross join lateral unnest(string_to_array(rules.must_have, ' + ')) with ordinality as parts (words, group_no)
    cross join lateral unnest(string_to_array(parts.words, '|')) as alternatives (words)
    union all
    select
        rules.rule_id,
        0 as group_no,
        ' ' || {{ fold_text('excluded.words') }} || ' ' as words
    from {{ ref('indicator_rules') }} as rules
    cross join lateral unnest(string_to_array(rules.must_not_have, '|')) as excluded (words)
),

names as (
    select distinct
        printed.source_id,
        printed.core_name,
        printed.unit
    from {{ ref('int_indicator_printed') }} as printed
    where printed.has_own_name and {{ is_changed('printed.source_id') }}
),

-- The groups of each rule that occur in a name; 0 stands for what is excluded.
found as (
    select
        distinct_names.core_name,
        rule_words.rule_id,
        count(distinct rule_words.group_no) as group_count,
        min(rule_words.group_no) as first_group_no
    from (select distinct all_names.core_name from names as all_names) as distinct_names
    inner join rule_words
        on strpos(' ' || distinct_names.core_name || ' ', rule_words.words) > 0
    group by distinct_names.core_name, rule_words.rule_id
),

hits as (
    select
        names.source_id,
        names.core_name,
        names.unit,
        rules.rule_id,
        rules.indicator_id,
        rules.match,
        rules.reason,
        rules.confidence
    from found
    inner join rules
        on found.rule_id = rules.rule_id and found.group_count = rules.group_count
    inner join names
        on found.core_name = names.core_name
    where found.first_group_no > 0 and coalesce(names.unit = rules.unit, true)
),

ranked as (
    select
        *,
        row_number() over same_name as hit_no,
        count(*) over (partition by source_id, core_name, unit, confidence) as equally_sure
    from hits
    window same_name as (partition by source_id, core_name, unit order by confidence desc, rule_id asc)
)

select
    source_id,
    core_name,
    unit,
    rule_id,
    indicator_id,
    -- Two rules that are equally sure contradict each other: somebody has to look.
    case when equally_sure > 1 then 'related' else match end as match,
    case when equally_sure > 1 then 'nhiều quy tắc cùng khớp; cần người xem' else reason end as reason,
    case when equally_sure > 1 then 0.5 else confidence end as confidence
from ranked
where hit_no = 1
