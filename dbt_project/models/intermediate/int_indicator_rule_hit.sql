-- One pattern per rule: each group of words must occur, none of the excluded ones may. The rules are walked through in
-- the outer loop (offset 0 keeps it so): a server keeps few compiled patterns.
with spelt_groups as (
    select
        rules.rule_id,
        string_agg('(?=.*\m(' || word_groups.pattern || ')\M)', '' order by word_groups.group_no) as must
    from {{ ref('indicator_rules') }} as rules
    cross join
        lateral (
            select
                parts.group_no,
                string_agg({{ fold_text('alternatives.words') }}, '|' order by alternatives.words_no) as pattern
            from unnest(string_to_array(rules.must_have, ' + ')) with ordinality as parts (words, group_no)
            cross join
                lateral unnest(string_to_array(parts.words, '|')) with ordinality as alternatives (words, words_no)
            group by parts.group_no
        ) as word_groups
    group by rules.rule_id
),

spelt_exclusions as (
    select
        rules.rule_id,
        '(?!.*\m('
        || string_agg({{ fold_text('excluded.words') }}, '|' order by excluded.words_no)
        || ')\M)' as must_not
    from {{ ref('indicator_rules') }} as rules
    cross join lateral unnest(string_to_array(rules.must_not_have, '|')) with ordinality as excluded (words, words_no)
    group by rules.rule_id
),

rules as (
    select
        rules.rule_id,
        rules.indicator_id,
        rules.match,
        rules.unit,
        rules.reason,
        rules.confidence,
        '^' || spelt_groups.must || coalesce(spelt_exclusions.must_not, '') as pattern
    from {{ ref('indicator_rules') }} as rules
    inner join spelt_groups
        on rules.rule_id = spelt_groups.rule_id
    left join spelt_exclusions
        on rules.rule_id = spelt_exclusions.rule_id
),

names as (
    select distinct
        printed.core_name,
        printed.unit
    from {{ ref('int_indicator_printed') }} as printed
    where printed.has_own_name
),

hits as (
    select
        names_hit.core_name,
        names_hit.unit,
        rules.rule_id,
        rules.indicator_id,
        rules.match,
        rules.reason,
        rules.confidence
    from rules
    cross join lateral (
        select
            names.core_name,
            names.unit
        from names
        where names.core_name ~ rules.pattern and coalesce(names.unit = rules.unit, true)
        order by names.core_name
        offset 0
    ) as names_hit
),

ranked as (
    select
        *,
        row_number() over same_name as hit_no,
        count(*) over (partition by core_name, unit, confidence) as equally_sure
    from hits
    window same_name as (partition by core_name, unit order by confidence desc, rule_id asc)
)

select
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
