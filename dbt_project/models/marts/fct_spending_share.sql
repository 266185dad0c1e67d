-- A required and a stated share are compared where purpose, basis, year and province are the same; otherwise the reason is
-- said. The totals that two years' shares imply are held against each other: a jump says that one of the figures is wrong.
with shares as (
    select
        {{ columns_of('spending_shares', 'shares',
            leave_out=['result', 'reason', 'compared_document_id', 'implied_change_pct', 'is_implausible']) }},
        documents.province_code,
        coalesce(documents.issuer_agency_id, documents.issuer_text) as issuer
    from {{ ref('stg_spending_shares') }} as shares
    inner join {{ ref('dim_document') }} as documents
        on
            shares.document_id = documents.document_id
            and shares.load_source_sha256 = documents.source_sha256
),

compared as (
    select distinct on (shares.document_id, shares.record_no)
        shares.document_id,
        shares.record_no,
        others.document_id as other_document_id,
        others.share_pct as other_pct,
        others.basis as other_basis,
        others.share_text as other_text
    from shares
    inner join shares as others
        on
            shares.province_code = others.province_code
            and shares.purpose = others.purpose
            and shares.year_no = others.year_no
            and shares.share_kind <> others.share_kind
    order by
        shares.document_id,
        shares.record_no,
        shares.basis = others.basis desc,
        shares.document_id = others.document_id desc,
        others.document_id,
        others.record_no
),

implied as (
    select
        shares.document_id,
        shares.record_no,
        round(100 * (shares.implied_total_vnd / nullif(before.implied_total_vnd, 0) - 1), 1) as implied_change_pct
    from shares
    inner join lateral (
        select earlier.implied_total_vnd
        from shares as earlier
        where
            earlier.issuer = shares.issuer
            and earlier.basis = shares.basis
            and earlier.purpose = shares.purpose
            and earlier.year_no = shares.year_no - 1
            and earlier.implied_total_vnd is not null
        order by earlier.document_id = shares.document_id desc, earlier.document_id, earlier.record_no
        limit 1
    ) as before on true
    where shares.implied_total_vnd is not null
)

select
    {{ columns_of('spending_shares', 'shares',
        leave_out=['result', 'reason', 'compared_document_id', 'implied_change_pct', 'is_implausible']) }},
    case
        when compared.other_basis is distinct from shares.basis then 'not_computable'
        when (shares.share_kind = 'required') = (compared.other_pct >= shares.share_pct) then 'met'
        when shares.share_pct = compared.other_pct then 'met'
        else 'missed'
    end as result,
    case
        when compared.document_id is null and shares.year_no is null
            then 'Văn bản không nêu năm của tỷ lệ này'
        when compared.document_id is null and shares.share_kind = 'required'
            then 'Chưa có văn bản nào nêu tỷ lệ đã chi cho mục đích này trong năm'
        when compared.document_id is null
            then 'Chưa có văn bản nào đặt mức tối thiểu cho mục đích này trong năm'
        when compared.other_basis <> shares.basis
            then 'Tỷ lệ ' || compared.other_text || ' của cùng mục đích tính trên mẫu số khác'
        when shares.share_kind = 'required'
            then 'So với tỷ lệ đã nêu ' || compared.other_text
        else 'So với mức tối thiểu ' || compared.other_text
    end as reason,
    compared.other_document_id as compared_document_id,
    implied.implied_change_pct,
    abs(implied.implied_change_pct) > 15 as is_implausible
from shares
left join compared
    on
        shares.document_id = compared.document_id
        and shares.record_no = compared.record_no
left join implied
    on
        shares.document_id = implied.document_id
        and shares.record_no = implied.record_no
