{{ rows_of('stating_agency', "coalesce(agency_id, '')") }}
select
    documents.province_code,
    documents.province_name,
    statuses.agency_id,
    coalesce(agencies.name, documents.issuer_name) as agency_name,
    cast(extract(year from statuses.period_end) as bigint) as target_year,
    statuses.state as result_status,
    {{ label_of('result_status', 'statuses.state') }} as result_status_label,
    count(*) as target_count,
    count(statuses.result_statement_id) as with_result_count,
    count(*) filter (where statuses.targets_differ) as differing_count
from {{ ref('fct_indicator_status') }} as statuses
left join {{ ref('fct_indicator_ledger') }} as stated
    on statuses.target_statement_id = stated.statement_id
left join {{ ref('document_register') }} as documents
    on stated.document_id = documents.document_id
left join {{ ref('dim_agency') }} as agencies
    on statuses.agency_id = agencies.agency_id
where {{ is_changed("coalesce(statuses.agency_id, '')") }}
group by
    documents.province_code, documents.province_name, statuses.agency_id,
    coalesce(agencies.name, documents.issuer_name), extract(year from statuses.period_end), statuses.state
