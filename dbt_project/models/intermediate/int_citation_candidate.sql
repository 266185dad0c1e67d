{#- The server expects a row or two of documents, and would go through all citations for each. -#}
{{ config(pre_hook='set local enable_nestloop = off') }}
-- Symbols repeat: every province, district and department begins again at 1 each year. So a symbol alone never decides;
-- date, territory and issuer have to fit too. Where the number was left blank, type, issuer and title stand in for it.
with provinces as (
    select distinct
        code,
        {{ fold_text("regexp_replace(name, '^(Tỉnh|Thành phố) ', '')") }} as province_name
    from {{ ref('stg_administrative_units') }}
    where level = 'province'
),

documents as (
    select
        documents.document_id,
        documents.document_type,
        documents.issue_date,
        documents.period_start,
        documents.period_end,
        documents.province_code,
        documents.issuer_agency_id,
        {{ fold_agency('documents.issuer_text') }} as issuer,
        {{ fold_symbol('documents.document_symbol') }} as symbol,
        string_to_array({{ fold_text('documents.title') }}, ' ') as title_words
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_current_document') }} as current_documents
        on
            documents.document_id = current_documents.document_id
            and documents.load_source_sha256 = current_documents.source_sha256
),

citations as not materialized (
    select
        folded.*,
        string_to_array(folded.subject, ' ') as subject_words
    from {{ ref('int_citation') }} as folded
),

-- Only documents of the citing province and central ones are looked at: a number stands on a document of every one.
of_place as not materialized (
    select
        citations.*,
        citations.province_code as place_code
    from citations
    where citations.province_code is not null
    union all
    select
        citations.*,
        'central' as place_code
    from citations
),

numbered as materialized (
    select
        documents.*,
        coalesce(documents.province_code, 'central') as place_code
    from documents
),

pairs as (
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
        numbered.issuer_agency_id,
        numbered.province_code,
        numbered.issuer,
        false as is_by_title
    from of_place
    inner join numbered
        on
            of_place.symbol = numbered.symbol
            and of_place.place_code = numbered.place_code
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
        numbered.issuer_agency_id,
        numbered.province_code,
        numbered.issuer,
        true as is_by_title
    from of_place
    inner join numbered
        on
            of_place.cited_type = numbered.document_type
            and of_place.place_code = numbered.province_code
    where
        numbered.symbol is null
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
        pairs.citing_agency_id = pairs.issuer_agency_id as same_agency,
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
    coalesce(same_issuer, false) as same_issuer
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
