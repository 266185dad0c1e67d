{{ rows_of('document') }}
-- Texts of the register that a citation may mean. A symbol without a year begins anew each year, so it needs the date;
-- a local one needs the territory too. What contradicts the citation is no candidate.
with provinces as (
    select distinct
        code,
        {{ fold_text("regexp_replace(name, '^(Tỉnh|Thành phố) ', '')") }} as province_name
    from {{ ref('stg_administrative_units') }}
    where level = 'province'
),

texts as (
    select
        texts.legal_document_id,
        texts.folded_symbol,
        texts.folded_issuer,
        texts.symbol ~ '/(19|20)\d\d/' as has_year,
        texts.issue_date,
        false as is_nickname,
        provinces_named.code as province_code
    from {{ ref('int_legal_document') }} as texts
    left join lateral (
        select min(provinces.code) as code
        from provinces
        where texts.folded_issuer like '% ' || provinces.province_name
    ) as provinces_named on true
    where texts.stands_for is null
    union all
    select
        meant.legal_document_id,
        nicknames.folded_symbol,
        meant.folded_issuer,
        true as has_year,
        meant.issue_date,
        true as is_nickname,
        null as province_code
    from {{ ref('int_legal_document') }} as nicknames
    inner join {{ ref('int_legal_document') }} as meant
        on nicknames.stands_for = meant.symbol
),

citations as (
    select
        citations.document_id,
        citations.record_no,
        citations.cited_date,
        citing.issue_date as citing_date,
        {{ fold_symbol('citations.cited_symbol') }} as folded_symbol,
        {{ fold_agency('citations.cited_issuer_text') }} as folded_issuer,
        coalesce(
            (
                select min(provinces.code)
                from provinces
                where {{ fold_text('citations.cited_issuer_text') }} like '% ' || provinces.province_name
            ),
            citing.province_code
        ) as province_code
    from {{ ref('bridge_citation') }} as citations
    inner join {{ ref('dim_document') }} as citing
        on citations.document_id = citing.document_id
    where {{ is_changed('citations.document_id') }}
),

pairs as (
    select
        citations.document_id,
        citations.record_no,
        citations.folded_symbol,
        citations.cited_date,
        texts.legal_document_id,
        texts.is_nickname
        or texts.has_year
        or coalesce(citations.cited_date = texts.issue_date, false)
        or (texts.issue_date is null and citations.folded_issuer = texts.folded_issuer) as is_certain
    from citations
    inner join texts
        on citations.folded_symbol = texts.folded_symbol
    where
        (texts.is_nickname or coalesce(citations.cited_date = texts.issue_date, true))
        and coalesce(texts.issue_date <= citations.citing_date, true)
        and (texts.province_code is null or texts.province_code = citations.province_code)
        and not coalesce(
            {{ territory_kind('citations.folded_issuer') }} <> {{ territory_kind('texts.folded_issuer') }}, false
        )
),

-- A text is cited in full once and by its symbol from then on.
in_full as (
    select
        document_id,
        folded_symbol,
        min(legal_document_id) as legal_document_id
    from pairs
    where is_certain
    group by document_id, folded_symbol
    having count(distinct legal_document_id) = 1
)

select
    pairs.document_id,
    pairs.record_no,
    count(*) as candidate_count,
    case
        when count(*) filter (where pairs.is_certain) = 1
            then min(pairs.legal_document_id) filter (where pairs.is_certain)
        when bool_and(pairs.cited_date is null) then min(in_full.legal_document_id)
    end as legal_document_id
from pairs
left join in_full
    on
        pairs.document_id = in_full.document_id
        and pairs.folded_symbol = in_full.folded_symbol
group by pairs.document_id, pairs.record_no
