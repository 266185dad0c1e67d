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

citations as (
    select
        folded.*,
        string_to_array(folded.subject, ' ') as subject_words
    from {{ ref('int_citation') }} as folded
),

pairs as (
    select
        citations.document_id,
        citations.record_no,
        documents.document_id as cited_document_id,
        false as is_by_title
    from citations
    inner join documents
        on citations.symbol = documents.symbol
    union all
    select
        citations.document_id,
        citations.record_no,
        documents.document_id as cited_document_id,
        true as is_by_title
    from citations
    inner join documents
        on
            citations.cited_type = documents.document_type
            and citations.province_code = documents.province_code
    where
        documents.symbol is null
        and cardinality(documents.title_words) >= 5
        and documents.title_words <@ citations.subject_words
        and 2 * cardinality(citations.subject_words) <= 3 * cardinality(documents.title_words)
        and not exists (
            select 1
            from unnest(citations.subject_words) as said (word)
            where said.word ~ '^(19|20)\d\d$' and said.word <> all(documents.title_words)
        )
        and coalesce(
            extract(year from citations.cited_date)
            between extract(year from documents.period_start) - 1 and extract(year from documents.period_end) + 1,
            true
        )
),

paired as (
    select
        pairs.document_id,
        pairs.record_no,
        pairs.cited_document_id,
        pairs.is_by_title,
        citations.symbol,
        citations.cited_date,
        citations.issuer as cited_issuer,
        documents.issuer,
        citations.cited_date = documents.issue_date as same_date,
        citations.citing_agency_id = documents.issuer_agency_id as same_agency,
        documents.province_code is null as is_central,
        documents.issuer ~ '\m(ubnd|hdnd|tinh|huyen|xa(?! hoi)|phuong|thanh pho)\M' as is_local,
        (
            citations.issuer = documents.issuer
            or exists (
                select 1
                from provinces
                where
                    provinces.code = documents.province_code
                    and documents.issuer in (
                        citations.issuer || ' ' || provinces.province_name,
                        citations.issuer || ' tinh ' || provinces.province_name,
                        citations.issuer || ' thanh pho ' || provinces.province_name
                    )
            )
        ) as same_issuer,
        (
            {{ territory_kind('citations.issuer') }} <> {{ territory_kind('documents.issuer') }}
            or (
                {{ territory_kind('documents.issuer') }} not in ('tinh', 'thanh pho')
                and position(citations.issuer in documents.issuer) <> 1
            )
        ) as other_territory
    from pairs
    inner join citations
        on
            pairs.document_id = citations.document_id
            and pairs.record_no = citations.record_no
    inner join documents
        on pairs.cited_document_id = documents.document_id
    where
        citations.document_id <> documents.document_id
        and (documents.province_code is null or citations.province_code = documents.province_code)
        and coalesce(citations.cited_date = documents.issue_date, true)
        and coalesce(citations.citing_date >= documents.issue_date, true)
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
