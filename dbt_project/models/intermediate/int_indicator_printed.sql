{{ rows_of('document_or_submission') }}
-- A target and a result that stand in one row of a table have one name; a component has what its own figure was printed
-- with. The name is compared without figures and with abbreviations written out.
with stated as (
    select
        targets.document_id,
        null as submission_id,
        targets.line_key,
        targets.component_no,
        1 as precedence,
        targets.indicator_name,
        targets.component_label,
        case when targets.component_no > 0 then targets.target_text end as component_text,
        targets.unit,
        make_date(targets.target_year::integer, 12, 31) as period_end,
        documents.issuer_text,
        false as is_prose
    from {{ ref('stg_indicator_targets') }} as targets
    inner join {{ ref('int_current_document') }} as current_documents
        on
            targets.document_id = current_documents.document_id
            and targets.load_source_sha256 = current_documents.source_sha256
    inner join {{ ref('stg_documents') }} as documents
        on
            current_documents.document_id = documents.document_id
            and current_documents.source_sha256 = documents.load_source_sha256
    where {{ is_changed('current_documents.document_id') }}
    union all
    select
        results.document_id,
        null as submission_id,
        results.line_key,
        0 as component_no,
        2 as precedence,
        results.indicator_name,
        null as component_label,
        null as component_text,
        results.unit,
        results.period_end,
        documents.issuer_text,
        false as is_prose
    from {{ ref('stg_indicator_results') }} as results
    inner join {{ ref('int_current_document') }} as current_documents
        on
            results.document_id = current_documents.document_id
            and results.load_source_sha256 = current_documents.source_sha256
    inner join {{ ref('stg_documents') }} as documents
        on
            current_documents.document_id = documents.document_id
            and current_documents.source_sha256 = documents.load_source_sha256
    where {{ is_changed('current_documents.document_id') }}
    union all
    select
        null as document_id,
        returned.submission_id,
        returned.line_key,
        0 as component_no,
        3 as precedence,
        returned.indicator_name,
        null as component_label,
        null as component_text,
        returned.unit,
        returned.period_end,
        submissions.agency_name as issuer_text,
        false as is_prose
    from {{ ref('stg_indicator_return_rows') }} as returned
    inner join {{ ref('int_submission') }} as current_submissions
        on
            returned.submission_id = current_submissions.submission_id
            and not current_submissions.is_superseded
    inner join {{ ref('stg_submissions') }} as submissions
        on
            returned.submission_id = submissions.submission_id
            and returned.load_source_sha256 = submissions.load_source_sha256
    where {{ is_changed('current_submissions.submission_id') }}
    union all
    -- A report says in a sentence what a rate is: "tỷ lệ hồ sơ trực tuyến đạt 33,4%". Nothing that is rounded,
    -- compared, asked for or of another time.
    select
        measured.document_id,
        null as submission_id,
        'prose/' || measured.record_no as line_key,
        0 as component_no,
        4 as precedence,
        measured.subject as indicator_name,
        null as component_label,
        null as component_text,
        measured.unit,
        documents.period_end,
        documents.issuer_text,
        true as is_prose
    from {{ ref('stg_measurements') }} as measured
    inner join {{ ref('int_current_document') }} as current_documents
        on
            measured.document_id = current_documents.document_id
            and measured.load_source_sha256 = current_documents.source_sha256
    inner join {{ ref('stg_documents') }} as documents
        on
            current_documents.document_id = documents.document_id
            and current_documents.source_sha256 = documents.load_source_sha256
    where
        {{ is_changed('current_documents.document_id') }}
        and documents.document_type = 'bao_cao'
        and documents.period_end is not null
        and measured.unit = 'percent'
        and measured.value is not null
        and measured.qualifier is null
        and {{ fold_text('measured.subject') }} ~ '^ty le\M'
        and coalesce({{ fold_text('measured.sentence') }}, '')
        !~ '\m(chi tieu|muc tieu|phan dau|ke hoach|yeu cau|cung ky|du kien|uoc)\M'
        and (
            measured.period_text is null
            or {{ fold_text('measured.period_text') }} ~ '^(tinh )?den nay$|^hien nay$'
            or {{ fold_text('measured.period_text') }}
            ~ ('^(trong )?(06|6) thang dau nam ' || extract(year from documents.period_end) || '$')
            or {{ fold_text('measured.period_text') }} = 'nam ' || extract(year from documents.period_end)
        )
),

once as (
    select distinct on (document_id, submission_id, line_key, component_no)
        *,
        coalesce(document_id, submission_id) || '#' || line_key || '#' || component_no as match_id
    from stated
    where indicator_name is not null
    order by
        document_id asc,
        submission_id asc,
        line_key asc,
        component_no asc,
        precedence asc
),

named as (
    select
        *,
        {{ indicator_core('indicator_name') }} as line_core,
        {{ indicator_core('component_text') }} as text_core,
        {{ indicator_core('component_label') }} as label_core
    from once
),

-- "của cấp xã đạt trên 65%" says whose figure it is, not of what.
chosen as (
    select
        *,
        case
            when component_no = 0 then line_core
            when array_length(string_to_array(text_core, ' '), 1) >= 5 then text_core
            when array_length(string_to_array(label_core, ' '), 1) >= 5 then label_core
        end as short_core
    from named
),

spelt as (
    select
        short_core,
        {{ written_out('short_core') }} as core_name
    from (select distinct chosen.short_core from chosen) as distinct_cores
)

select
    coalesce(chosen.document_id, chosen.submission_id) as source_id,
    chosen.match_id,
    chosen.document_id,
    chosen.submission_id,
    chosen.line_key,
    chosen.component_no,
    chosen.unit,
    chosen.period_end,
    coalesce(
        case when chosen.component_no > 0 and spelt.core_name is not null then chosen.component_text end,
        chosen.component_label,
        chosen.indicator_name
    ) as printed_name,
    {{ fold_agency('chosen.issuer_text') }} as issuer,
    case
        when chosen.component_no > 0
            then
                case substring({{ fold_text("chosen.component_label") }} from '\mcap (tinh|huyen|xa)\M')
                    when 'tinh' then 'province'
                    when 'huyen' then 'district'
                    when 'xa' then 'commune'
                end
    end as level,
    -- A component that does not say what it measures is a part of its line and of no other.
    coalesce(spelt.core_name, chosen.line_core || ' / ' || coalesce(chosen.label_core, chosen.component_no::text))
        as core_name,
    spelt.core_name is not null as has_own_name,
    chosen.is_prose
from chosen
left join spelt
    on chosen.short_core = spelt.short_core
