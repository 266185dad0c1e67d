{{ rows_of('document_or_submission', 'coalesce(document_id, submission_id)') }}
{{ config(indexes=[
    {'columns': ['document_id', 'line_key', 'component_no']}, {'columns': ['indicator_id']},
    {'columns': ['(coalesce(document_id, submission_id))']},
]) }}
-- What a person decided goes before what is spelt alike, and that before the rules. Only exact and equivalent matches
-- give a line its indicator; the others are listed so that somebody can decide.
with present as (
    select *
    from {{ ref('int_indicator_printed') }} as printed
    where {{ is_changed('printed.source_id') }}
),

mappings as (
    select
        {{ written_out(indicator_core('mappings.printed_name')) }} as core_name,
        mappings.unit,
        mappings.level,
        {{ fold_agency('mappings.issuer') }} as issuer,
        mappings.period_from,
        mappings.period_to,
        mappings.indicator_id,
        nullif(mappings.match, 'none') as match,
        mappings.reason,
        case mappings.confidence when 'confirmed' then 1.0 when 'likely' then 0.9 else 0.5 end as confidence
    from {{ ref('indicator_mappings') }} as mappings
),

reviewed as (
    select distinct on (printed.match_id)
        printed.match_id,
        mappings.indicator_id,
        mappings.match,
        'reviewed' as rule,
        mappings.confidence,
        mappings.reason
    from present as printed
    inner join mappings
        on
            printed.core_name = mappings.core_name
            and coalesce(printed.unit = mappings.unit, true)
            and (mappings.level is null or printed.level = mappings.level)
            and (mappings.issuer is null or printed.issuer = mappings.issuer)
            and (mappings.period_from is null or printed.period_end >= mappings.period_from)
            and (mappings.period_to is null or printed.period_end < mappings.period_to)
    order by
        printed.match_id asc,
        num_nonnulls(mappings.issuer, mappings.level, mappings.unit, mappings.period_from, mappings.period_to) desc,
        mappings.indicator_id asc
),

spelt as (
    select
        {{ written_out(indicator_core('indicators.name_vi')) }} as core_name,
        nullif(indicators.unit, 'none') as unit,
        indicators.indicator_id
    from {{ ref('indicators') }} as indicators
),

canonical as (
    select
        core_name,
        unit,
        min(indicator_id) as indicator_id
    from spelt
    group by core_name, unit
    having count(*) = 1
),

-- A decision that a name is no known indicator stands too, against the rules.
own as (
    select
        printed.match_id,
        case
            when reviewed.match_id is not null then reviewed.rule
            when canonical.indicator_id is not null then 'same_name'
            else hits.rule_id
        end as rule,
        case
            when reviewed.match_id is not null then reviewed.match
            when canonical.indicator_id is not null then 'exact'
            else hits.match
        end as match,
        case
            when reviewed.match_id is not null then reviewed.indicator_id
            when canonical.indicator_id is not null then canonical.indicator_id
            else hits.indicator_id
        end as indicator_id,
        case
            when reviewed.match_id is not null then reviewed.confidence
            when canonical.indicator_id is not null then 0.95
            else hits.confidence
        end as confidence,
        case
            when reviewed.match_id is not null then reviewed.reason
            when canonical.indicator_id is not null then 'tên in trùng tên chỉ tiêu chuẩn'
            else hits.reason
        end as reason
    from present as printed
    left join reviewed
        on printed.match_id = reviewed.match_id
    left join canonical
        on
            printed.core_name = canonical.core_name
            and coalesce(printed.unit = canonical.unit, true)
    left join {{ ref('int_indicator_rule_hit') }} as hits
        on
            printed.source_id = hits.source_id
            and printed.core_name = hits.core_name
            and printed.unit is not distinct from hits.unit
),

-- "của cấp xã đạt trên 65%" is a figure of its line's indicator at another level.
inherited as (
    select
        printed.match_id,
        own.indicator_id,
        own.match,
        'parent_line' as rule,
        'thành phần không có tên riêng: theo chỉ tiêu của cả dòng' as reason,
        own.confidence - 0.1 as confidence
    from present as printed
    inner join present as whole_line
        on
            printed.document_id = whole_line.document_id
            and printed.line_key = whole_line.line_key
            and whole_line.component_no = 0
    inner join own
        on whole_line.match_id = own.match_id
    where not printed.has_own_name and own.indicator_id is not null and printed.level is not null
),

matched as (
    select
        printed.match_id,
        printed.document_id,
        printed.submission_id,
        printed.line_key,
        printed.component_no,
        printed.printed_name,
        printed.core_name,
        printed.level,
        printed.unit,
        printed.is_prose,
        coalesce(own.indicator_id, inherited.indicator_id) as indicator_id,
        coalesce(own.match, inherited.match) as match,
        coalesce(own.rule, inherited.rule) as rule,
        coalesce(own.confidence, inherited.confidence) as confidence,
        coalesce(own.reason, inherited.reason, 'chưa có quy tắc hoặc quyết định nào') as reason
    from present as printed
    inner join own
        on printed.match_id = own.match_id
    left join inherited
        on printed.match_id = inherited.match_id
),

judged as (
    select
        *,
        match in ('exact', 'equivalent') and indicator_id is not null as joins_series,
        rule = 'reviewed' as is_reviewed
    from matched
)

select
    {{ columns_of('indicator_matches', 'judged', leave_out=['state', 'joins_series', 'is_reviewed']) }},
    coalesce(judged.joins_series, false) as joins_series,
    coalesce(judged.is_reviewed, false) as is_reviewed,
    case
        when judged.joins_series then 'matched'
        when judged.indicator_id is null then 'unmatched'
        else 'proposed'
    end as state
from judged
-- A sentence counts where it surely is about a known indicator; of others there is nothing to decide.
where judged.is_prose is not true or (judged.joins_series and judged.confidence >= 0.9)
