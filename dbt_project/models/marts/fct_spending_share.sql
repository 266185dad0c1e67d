{{ rows_come_from('spending_shares') }}
{#- The server takes the shares for a handful, and would compare each with every other. -#}
{{ config(pre_hook='set local enable_nestloop = off') }}
-- A required and a stated share are compared where purpose, basis, year and province are the same; otherwise the reason
-- is said. The totals that two years' shares imply are held against each other: a jump says that a figure is wrong.
with shares as (
    select
        {{ columns_of('spending_shares', 'spending_shares',
            leave_out=['result', 'reason', 'compared_document_id', 'implied_change_pct', 'is_implausible']) }},
        documents.province_code,
        coalesce(documents.issuer_agency_id, documents.issuer_text) as issued_by
    from {{ ref('stg_spending_shares') }} as spending_shares
    inner join {{ ref('dim_document') }} as documents
        on
            spending_shares.document_id = documents.document_id
            and spending_shares.load_source_sha256 = documents.source_sha256
),

compared as (
    select distinct on (shares.document_id, shares.record_no)
        shares.document_id,
        shares.record_no,
        counterparts.document_id as other_document_id,
        counterparts.share_pct as other_pct,
        counterparts.basis as other_basis,
        counterparts.share_text as other_text
    from shares
    inner join shares as counterparts
        on
            shares.province_code = counterparts.province_code
            and shares.purpose = counterparts.purpose
            and shares.year_no = counterparts.year_no
            and shares.share_kind <> counterparts.share_kind
    order by
        shares.document_id asc,
        shares.record_no asc,
        (shares.basis = counterparts.basis) desc,
        (shares.document_id = counterparts.document_id) desc,
        counterparts.document_id asc,
        counterparts.record_no asc
),

implied as (
    select distinct on (shares.document_id, shares.record_no)
        shares.document_id,
        shares.record_no,
        round(100 * (shares.implied_total_vnd / nullif(earlier.implied_total_vnd, 0) - 1), 1) as implied_change_pct
    from shares
    inner join shares as earlier
        on
            shares.issued_by = earlier.issued_by
            and shares.basis = earlier.basis
            and shares.purpose = earlier.purpose
            and shares.year_no - 1 = earlier.year_no
    where shares.implied_total_vnd is not null and earlier.implied_total_vnd is not null
    order by
        shares.document_id asc,
        shares.record_no asc,
        (shares.document_id = earlier.document_id) desc,
        earlier.document_id asc,
        earlier.record_no asc
)

select
    {{ columns_of('spending_shares', 'shares',
        leave_out=['result', 'reason', 'compared_document_id', 'implied_change_pct', 'is_implausible']) }},
    case
        when compared.document_id is null or compared.other_basis <> shares.basis then 'not_computable'
        when shares.share_kind = 'required' and compared.other_pct >= shares.share_pct then 'met'
        when shares.share_kind = 'stated' and shares.share_pct >= compared.other_pct then 'met'
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
