-- What has lines of its own, a plan, a report or a return, and how high whoever issued it stands: 0 the state, 1 a
-- province, 2 its departments and districts, 3 what is below them.
with provinces as (
    select distinct {{ fold_text("regexp_replace(name, '^(Tỉnh|Thành phố) ', '')") }} as province_name
    from {{ ref('stg_administrative_units') }}
    where level = 'province'
),

issued as (
    select
        folded.*,
        documents.issuer_agency_id,
        agencies.kind as agency_kind,
        agencies.parent_agency_id
    from {{ ref('int_folded_document') }} as folded
    inner join {{ ref('dim_document') }} as documents
        on folded.document_id = documents.document_id
    left join {{ ref('dim_agency') }} as agencies
        on documents.issuer_agency_id = agencies.agency_id
)

select
    issued.document_id as source_id,
    'document' as source_kind,
    issued.document_type,
    issued.issuer_agency_id as agency_id,
    issued.parent_agency_id,
    issued.province_code,
    issued.period_start,
    issued.period_end,
    issued.symbol,
    issued.title as folded_title,
    case
        when issued.agency_kind = 'ministry' then 0
        when issued.issuer ~ '^(chinh phu|thu tuong|quoc hoi|bo chinh tri|trung uong|uy ban quoc gia)\M' then 0
        when issued.agency_kind = 'commune' or issued.issuer ~ '^(ubnd|hdnd) (xa|phuong|thi tran)\M' then 3
        when issued.issuer ~ '^(ubnd|hdnd|ban chi dao.*) thanh pho\M'
            then case when provinces.province_name is null then 2 else 1 end
        when issued.agency_kind = 'district' or issued.issuer ~ '^(ubnd|hdnd) (huyen|quan|thi xa)\M' then 2
        when issued.issuer ~ '^(ubnd|hdnd|ban chi dao.*) tinh\M|^(tinh|thanh) uy\M' then 1
        when issued.issuer ~ '^(phong|chi cuc|trung tam|truong)\M' then 3
        when issued.agency_kind in ('department', 'union', 'court', 'party', 'enterprise') then 2
    end as issuer_level
from issued
left join provinces
    on substring(issued.issuer from '^.* thanh pho (.+)$') = provinces.province_name
union all
select
    submissions.submission_id as source_id,
    'return' as source_kind,
    submissions.template as document_type,
    submissions.agency_id,
    agencies.parent_agency_id,
    null as province_code,
    submissions.period_start,
    submissions.period_end,
    null as symbol,
    null as folded_title,
    null as issuer_level
from {{ ref('fct_submission') }} as submissions
left join {{ ref('dim_agency') }} as agencies
    on submissions.agency_id = agencies.agency_id
where
    submissions.template = 'project_return'
    and submissions.status in ('accepted', 'accepted_with_warnings')
