-- Numbers begin again each year and at each issuer: a symbol alone is no key.
select
    {{ columns_of('legal_documents', 'texts', leave_out=['legal_document_id']) }},
    replace({{ fold_text("texts.symbol || '.' || texts.issuer") }}, ' ', '-')
    || '.' || coalesce(texts.issue_date::text, 'khong-ngay') as legal_document_id,
    {{ fold_symbol('texts.symbol') }} as folded_symbol,
    {{ fold_agency('texts.issuer') }} as folded_issuer,
    -- The day from which it held where nobody states it. What is no law, decree or circular holds from its issue.
    coalesce(
        texts.effective_from,
        case
            when
                texts.document_type not in ('luat', 'nghi_dinh', 'thong_tu')
                and texts.symbol !~ '/(19|20)\d\d/'
                then texts.issue_date
        end
    ) as in_force_from,
    -- No text of the register waited longer for its force than this.
    texts.issue_date + max(texts.effective_from - texts.issue_date) over () as surely_in_force_from,
    -- Texts that follow it cannot have ended it before they were issued.
    case when texts.effective_to is null then successors.first_day end as not_ended_before
from {{ ref('legal_documents') }} as texts
left join lateral (
    select
        case
            when
                count(*)
                = count(
                    coalesce(
                        successor.first_day, make_date(substring(named.symbol from '/((?:19|20)\d\d)/')::integer, 1, 1)
                    )
                )
                then
                    min(
                        coalesce(
                            successor.first_day,
                            make_date(substring(named.symbol from '/((?:19|20)\d\d)/')::integer, 1, 1)
                        )
                    )
        end as first_day
    from unnest(string_to_array(texts.replaced_by, '|')) as named (symbol)
    left join (
        select
            symbol,
            min(coalesce(effective_from, issue_date)) as first_day
        from {{ ref('legal_documents') }}
        group by symbol
    ) as successor
        on named.symbol = successor.symbol
) as successors on true
