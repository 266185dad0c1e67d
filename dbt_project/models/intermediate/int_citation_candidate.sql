{#- A row depends on two documents and on nothing else, and is made again when either of them changed. -#}
{{ rows_of('document', of_either('document_id', 'cited_document_id')) }}
{{ config(indexes=[{'columns': ['cited_document_id']}, {'columns': ['is_by_title']}]) }}
-- Symbols repeat: every province, district and department begins again at 1 each year. So a symbol alone never decides;
-- date, territory and issuer have to fit too. Where the number was left blank, type, issuer and title stand in for it.
{#- What a changed document cites, and what else cites a changed one: each finds the other side by an index. -#}
{%- set sides = [
    is_changed('of_place.document_id'),
    'not ' ~ is_changed('of_place.document_id') ~ ' and ' ~ is_changed('numbered.document_id'),
] %}
with provinces as (
    select distinct
        code,
        {{ fold_text("regexp_replace(name, '^(Tỉnh|Thành phố) ', '')") }} as province_name
    from {{ ref('stg_administrative_units') }}
    where level = 'province'
),

citations as not materialized (
    select
        folded.*,
        string_to_array(folded.subject, ' ') as subject_words
    from {{ ref('int_citation') }} as folded
),

-- Only documents of the citing province and central ones are looked at: a number stands on a document of every one.
-- Without a condition of its own, so that either half is looked up by an index; no province is that of no document.
of_place as not materialized (
    select
        citations.*,
        citations.province_code as place_code
    from citations
    union all
    select
        citations.*,
        'central' as place_code
    from citations
),

numbered as not materialized (
    select
        documents.*,
        string_to_array(documents.title, ' ') as title_words,
        coalesce(documents.province_code, 'central') as place_code
    from {{ ref('int_folded_document') }} as documents
),

-- Planned once for all sides of it.
pairs as materialized (
    {%- for side in sides %}
        {{ 'union all' if not loop.first }}
        select
            of_place.document_id,
            of_place.record_no,
            of_place.symbol,
            of_place.cited_date,
            of_place.citing_date,
            of_place.citing_agency_id,
            of_place.issuer as cited_issuer,
            numbered.document_id as cited_document_id,
            numbered.issue_date,
            numbered.agency_key,
            numbered.province_code,
            numbered.issuer,
            false as is_by_title
        from of_place
        inner join numbered
            on
                of_place.symbol = numbered.symbol
                and of_place.place_code = numbered.place_code
        where {{ side }}
        union all
        select
            of_place.document_id,
            of_place.record_no,
            of_place.symbol,
            of_place.cited_date,
            of_place.citing_date,
            of_place.citing_agency_id,
            of_place.issuer as cited_issuer,
            numbered.document_id as cited_document_id,
            numbered.issue_date,
            numbered.agency_key,
            numbered.province_code,
            numbered.issuer,
            true as is_by_title
        from of_place
        inner join numbered
            on
                of_place.cited_type = numbered.document_type
                and of_place.place_code = numbered.province_code
        where
            {{ side }}
            and numbered.symbol is null
            and cardinality(numbered.title_words) >= 5
            and numbered.title_words <@ of_place.subject_words
            and 2 * cardinality(of_place.subject_words) <= 3 * cardinality(numbered.title_words)
            and not exists (
                select 1
                from unnest(of_place.subject_words) as said (word)
                where said.word ~ '^(19|20)\d\d$' and said.word <> all(numbered.title_words)
            )
            and coalesce(
                extract(year from of_place.cited_date)
                between extract(year from numbered.period_start) - 1 and extract(year from numbered.period_end) + 1,
                true
            )
    {%- endfor %}
),

paired as (
    select
        pairs.document_id,
        pairs.record_no,
        pairs.cited_document_id,
        pairs.is_by_title,
        pairs.symbol,
        pairs.cited_date,
        pairs.cited_issuer,
        pairs.cited_date = pairs.issue_date as same_date,
        pairs.citing_agency_id = pairs.agency_key as same_agency,
        pairs.province_code is null as is_central,
        pairs.issuer ~ '\m(ubnd|hdnd|tinh|huyen|xa(?! hoi)|phuong|thanh pho)\M' as is_local,
        (
            pairs.cited_issuer = pairs.issuer
            or exists (
                select 1
                from provinces
                where
                    provinces.code = pairs.province_code
                    and pairs.issuer in (
                        pairs.cited_issuer || ' ' || provinces.province_name,
                        pairs.cited_issuer || ' tinh ' || provinces.province_name,
                        pairs.cited_issuer || ' thanh pho ' || provinces.province_name
                    )
            )
        ) as same_issuer,
        (
            {{ territory_kind('pairs.cited_issuer') }} <> {{ territory_kind('pairs.issuer') }}
            or (
                {{ territory_kind('pairs.issuer') }} not in ('tinh', 'thanh pho')
                and position(pairs.cited_issuer in pairs.issuer) <> 1
            )
        ) as other_territory
    from pairs
    where
        pairs.document_id <> pairs.cited_document_id
        and coalesce(pairs.cited_date = pairs.issue_date, true)
        and coalesce(pairs.citing_date >= pairs.issue_date, true)
)

select
    document_id,
    record_no,
    cited_document_id,
    symbol,
    cited_date,
    is_by_title,
    coalesce(same_issuer, false) as same_issuer,
    -- For the version of what a document cites; written down, as it is asked of all rows in every build.
    (
        'x' || left(md5(concat_ws('|', record_no, cited_document_id, is_by_title, coalesce(same_issuer, false))), 16)
    )::bit(64)::bigint as row_mark
from paired
where
    case
        when is_by_title then same_issuer
        -- A local document whose province is not known could be of any.
        when is_central then not coalesce(is_local, true) and (same_issuer or (cited_issuer is null and same_date))
        when same_issuer then true
        when cited_issuer is null then coalesce(same_date, false) or coalesce(same_agency, false)
        else same_date and not coalesce(other_territory, false)
    end
