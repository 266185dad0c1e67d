{{ rows_of('document_or_submission', 'coalesce(document_id, submission_id)') }}
{{ config(
    indexes=[
        {'columns': ['(coalesce(document_id, submission_id))']},
        {'columns': ['(coalesce(agency_id, document_id, submission_id))']},
        {'columns': ['statement_kind', 'period_end']},
    ],
    post_hook='{{ analyze_where_grown() }}'
) }}
-- Every figure that somebody states for an indicator: targets, results, and the figures of other named sources that the
-- note of a result states beside it. Nothing is averaged: two sources that disagree are two rows.
with targets as (
    select
        targets.document_id || '#' || targets.line_key || '#' || targets.component_no as match_id,
        0 as source_no,
        'target' as statement_kind,
        -- A goal of a list has no row of a table.
        case when targets.row_no is null then 'prose' else 'document' end as source_kind,
        targets.document_id,
        null as submission_id,
        documents.issuer_agency_id as agency_id,
        targets.line_key,
        targets.component_no,
        targets.component_label,
        targets.indicator_name,
        make_date(targets.target_year::integer, 1, 1) as period_start,
        make_date(targets.target_year::integer, 12, 31) as period_end,
        targets.comparator,
        targets.target_value as value,
        targets.target_value_upper as value_upper,
        targets.unit,
        targets.target_text as value_text,
        null::numeric as numerator,
        null::numeric as denominator,
        targets.definition as note,
        targets.source_page,
        targets.source_line_start,
        targets.source_line_end,
        targets.source_sheet,
        targets.source_cell
    from {{ ref('fct_indicator_target') }} as targets
    inner join {{ ref('dim_document') }} as documents
        on targets.document_id = documents.document_id
    where
        (num_nonnulls(targets.target_value, targets.target_text) > 0 or targets.unit = 'boolean')
        and {{ is_changed('targets.document_id') }}
    union all
    select
        returned.submission_id || '#' || returned.line_key || '#0' as match_id,
        0 as source_no,
        'target' as statement_kind,
        'return' as source_kind,
        null as document_id,
        returned.submission_id,
        returned.agency_id,
        returned.line_key,
        0 as component_no,
        null as component_label,
        returned.indicator_name,
        -- What an agency was assigned holds for the year.
        date_trunc('year', returned.period_end)::date as period_start,
        make_date(extract(year from returned.period_end)::integer, 12, 31) as period_end,
        null as comparator,
        returned.target_value as value,
        null as value_upper,
        returned.unit,
        returned.target_text as value_text,
        null as numerator,
        null as denominator,
        null as note,
        returned.source_page,
        returned.source_line_start,
        returned.source_line_end,
        returned.source_sheet,
        returned.source_cell
    from {{ ref('fct_indicator_return_row') }} as returned
    where num_nonnulls(returned.target_value, returned.target_text) > 0 and {{ is_changed('returned.submission_id') }}
),

results as (
    select
        0 as source_no,
        'result' as statement_kind,
        observations.source_kind,
        observations.document_id,
        observations.submission_id,
        observations.agency_id,
        observations.line_key,
        0 as component_no,
        null as component_label,
        observations.indicator_name,
        observations.period_start,
        observations.period_end,
        null as comparator,
        observations.result_value as value,
        null::numeric as value_upper,
        observations.unit,
        observations.result_text as value_text,
        observations.numerator,
        observations.denominator,
        observations.note,
        observations.source_page,
        observations.source_line_start,
        observations.source_line_end,
        observations.source_sheet,
        observations.source_cell,
        observations.observation_id || '#0' as match_id
    from {{ ref('fct_indicator_observation') }} as observations
    -- By the index on either column.
    where
        observations.observation_id in (
            select printed.observation_id
            from {{ ref('fct_indicator_observation') }} as printed
            where {{ is_changed('printed.document_id') }}
            union all
            select reported.observation_id
            from {{ ref('fct_indicator_observation') }} as reported
            where {{ is_changed('reported.submission_id') }}
        )
),

counting as (
    select
        'Cổng|Hệ thống|Trung tâm|Tổng cục|Chi cục|Cục|Bộ|Sở|Ban|Công an|Ngân hàng|Văn phòng|UBND|Ủy ban'
        || '|báo cáo|thống kê' as bodies
),

-- "44,2% theo Cổng DVC tỉnh; 31,2% theo Cổng DVCQG": a clause that names who counted, and one percentage. "trên Cổng"
-- alone says where something is offered; with "số liệu" before it, whose figure it is.
clauses as (
    select
        results.match_id,
        parts.clause_no,
        parts.clause,
        figures.figure,
        regexp_match(
            parts.clause,
            '(?:[Tt]heo|(?:[Ss]ố liệu|[Nn]guồn)(?: số liệu)?(?: (?:trên|của|từ|lấy từ|theo|do))?):? (?:số liệu )?'
            || '((?:' || counting.bodies || ')[^;:=()%0-9]*)'
        ) as told_by,
        regexp_match(
            parts.clause,
            '^[-+ ]*((?:' || counting.bodies || ')[^;:=()%0-9]*?)(?: *[:=(]| là | đạt | thống kê| cung cấp| công bố'
            || '| tổng hợp| ghi nhận| báo cáo)'
        ) as begun_by
    from results
    cross join counting
    cross join
        lateral regexp_split_to_table(
            concat_ws('; ', case when results.value_text like '%(%' then results.value_text end, results.note),
            '; *|\. +(?=[A-ZĐ])| - |, *(?=[Tt]heo )|, +(?=\d+(?:,\d+)? ?%)|,? và (?=\d|theo )'
        ) with ordinality as parts (clause, clause_no)
    left join lateral (
        select replace(replace(min(found.figure[1]), '.', ''), ',', '.')::numeric as figure
        from regexp_matches(parts.clause, '(\d+(?:,\d+)?) ?%', 'g') as found (figure)
        having count(*) = 1
    ) as figures on true
    where num_nonnulls(results.note, results.value_text) > 0
),

named as (
    select
        match_id,
        clause_no,
        clause,
        figure,
        rtrim(regexp_replace(
            coalesce(told_by[1], begun_by[1]),
            '(,? +(là|đạt|có|thống kê|cung cấp|công bố|tổng hợp|ghi nhận|được|chiếm|đến)( .*)?)$', ''
        ), ' ,.-') as source_name
    from clauses
    where coalesce(told_by, begun_by) is not null
),

-- The row's own figure is that of the source whose clause repeats it, or of the only source named.
own_source as (
    select
        results.match_id,
        coalesce(
            min(named.source_name) filter (where named.figure = results.value),
            case when count(distinct named.source_name) = 1 and count(named.figure) = 0 then min(named.source_name) end
        ) as source_name
    from results
    inner join named
        on results.match_id = named.match_id
    group by results.match_id
),

other_sources as (
    select
        results.match_id,
        named.figure,
        named.source_name,
        named.clause,
        row_number() over (partition by results.match_id order by named.clause_no) as source_no
    from results
    inner join named
        on results.match_id = named.match_id
    where
        named.figure <> results.value
        and results.unit = 'percent'
        -- One source alone does not disagree with itself: its figure is a part or another year.
        and exists (
            select 1
            from own_source
            where own_source.match_id = results.match_id and own_source.source_name <> named.source_name
        )
),

-- Figures of sentences about indicators of which the tables of the document state no result; where its sentences do not
-- agree, none is taken.
told as (
    select
        matches.match_id,
        matches.document_id,
        matches.line_key,
        documents.issuer_agency_id as agency_id,
        documents.period_start,
        documents.period_end,
        measured.subject,
        measured.value,
        measured.unit,
        measured.sentence,
        measured.numerator,
        measured.denominator,
        measured.source_page,
        measured.source_line_start,
        measured.source_line_end,
        measured.source_sheet,
        measured.source_cell,
        row_number() over same_indicator as telling_no,
        min(measured.value) over same_indicator = max(measured.value) over same_indicator as is_agreed
    from {{ ref('fct_indicator_match') }} as matches
    inner join {{ ref('fct_measurement') }} as measured
        on
            matches.document_id = measured.document_id
            and matches.line_key = 'prose/' || measured.record_no
    inner join {{ ref('dim_document') }} as documents
        on matches.document_id = documents.document_id
    where
        matches.joins_series
        and {{ is_changed('matches.document_id') }}
        and not exists (
            select 1
            from {{ ref('fct_indicator_observation') }} as tabled
            where tabled.document_id = matches.document_id and tabled.indicator_id = matches.indicator_id
        )
    window same_indicator as (
        partition by matches.document_id, matches.indicator_id
        order by measured.record_no
        rows between unbounded preceding and unbounded following
    )
),

stated as (
    select
        targets.match_id,
        targets.source_no,
        targets.statement_kind,
        targets.source_kind,
        targets.document_id,
        targets.submission_id,
        targets.agency_id,
        targets.line_key,
        targets.component_no,
        targets.component_label,
        targets.indicator_name,
        targets.period_start,
        targets.period_end,
        targets.comparator,
        targets.value,
        targets.value_upper,
        targets.unit,
        targets.value_text,
        targets.numerator,
        targets.denominator,
        targets.note,
        targets.source_page,
        targets.source_line_start,
        targets.source_line_end,
        targets.source_sheet,
        targets.source_cell,
        null as named_source
    from targets
    union all
    select
        results.match_id,
        results.source_no,
        results.statement_kind,
        results.source_kind,
        results.document_id,
        results.submission_id,
        results.agency_id,
        results.line_key,
        results.component_no,
        results.component_label,
        results.indicator_name,
        results.period_start,
        results.period_end,
        results.comparator,
        results.value,
        results.value_upper,
        results.unit,
        results.value_text,
        results.numerator,
        results.denominator,
        results.note,
        results.source_page,
        results.source_line_start,
        results.source_line_end,
        results.source_sheet,
        results.source_cell,
        own_source.source_name as named_source
    from results
    left join own_source
        on results.match_id = own_source.match_id
    union all
    select
        results.match_id,
        other_sources.source_no,
        results.statement_kind,
        results.source_kind,
        results.document_id,
        results.submission_id,
        results.agency_id,
        results.line_key,
        results.component_no,
        results.component_label,
        results.indicator_name,
        results.period_start,
        results.period_end,
        results.comparator,
        other_sources.figure as value,
        null as value_upper,
        results.unit,
        other_sources.clause as value_text,
        null as numerator,
        null as denominator,
        results.note,
        results.source_page,
        results.source_line_start,
        results.source_line_end,
        results.source_sheet,
        results.source_cell,
        other_sources.source_name as named_source
    from results
    inner join other_sources
        on results.match_id = other_sources.match_id
    union all
    select
        told.match_id,
        0 as source_no,
        'result' as statement_kind,
        'prose' as source_kind,
        told.document_id,
        null as submission_id,
        told.agency_id,
        told.line_key,
        0 as component_no,
        null as component_label,
        told.subject as indicator_name,
        told.period_start,
        told.period_end,
        null as comparator,
        told.value,
        null as value_upper,
        told.unit,
        told.sentence as value_text,
        told.numerator,
        told.denominator,
        null as note,
        told.source_page,
        told.source_line_start,
        told.source_line_end,
        told.source_sheet,
        told.source_cell,
        null as named_source
    from told
    where told.telling_no = 1 and told.is_agreed
),

matches as (
    select
        match_id,
        indicator_id,
        joins_series,
        level,
        confidence,
        core_name
    from {{ ref('fct_indicator_match') }}
    where {{ is_changed('coalesce(document_id, submission_id)') }}
),

keyed as (
    select
        stated.*,
        matches.level,
        -- Which period a sentence speaks of is taken from its document.
        case
            when stated.source_kind = 'prose' and stated.statement_kind = 'result' then least(matches.confidence, 0.8)
            else matches.confidence
        end as confidence,
        case when matches.joins_series then matches.indicator_id end as indicator_id,
        coalesce(case when matches.joins_series then matches.indicator_id end, matches.core_name) as indicator_key
    from stated
    left join matches
        on stated.match_id = matches.match_id
),

versions as (
    select
        indicator_id,
        definition_version,
        valid_from,
        valid_to,
        row_number() over (partition by indicator_id order by valid_from asc nulls first) as series_no
    from {{ ref('indicator_versions') }}
)

select
    keyed.*,
    keyed.match_id || '#' || keyed.statement_kind || '#' || keyed.source_no as statement_id,
    coalesce(versions.definition_version, case when keyed.indicator_id is not null then '1' end) as definition_version,
    coalesce(versions.series_no, 1) as series_no
from keyed
left join versions
    on
        keyed.indicator_id = versions.indicator_id
        and (versions.valid_from is null or keyed.period_end >= versions.valid_from)
        and (versions.valid_to is null or keyed.period_end < versions.valid_to)
