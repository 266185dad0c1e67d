{{ rows_of('issuer', "coalesce(issuer_agency_id, '')") }}
{{ config(indexes=[{'columns': ["(coalesce(issuer_agency_id, ''))"]}]) }}
with judged as (
    select
        results.*,
        {{ responsibility_of('results') }} as responsibility
    from {{ ref('fct_quality_check') }} as results
),

checks as (
    select
        documents.province_code,
        documents.province_name,
        documents.issuer_agency_id,
        judged.check_kind,
        judged.dataset,
        judged.check_name,
        judged.severity,
        judged.responsibility,
        judged.is_passed,
        cast(sum(judged.evaluated_count) as bigint) as evaluated_count,
        cast(sum(judged.failed_count) as bigint) as failed_count,
        min(judged.message) as message,
        count(*) as document_count
    from judged
    inner join {{ ref('document_register') }} as documents
        on judged.document_id = documents.document_id
    where {{ is_changed("coalesce(documents.issuer_agency_id, '')") }}
    group by
        documents.province_code, documents.province_name, documents.issuer_agency_id, judged.check_kind,
        judged.dataset, judged.check_name, judged.severity, judged.responsibility, judged.is_passed
)

select
    checks.province_code,
    checks.province_name,
    checks.issuer_agency_id,
    coalesce(agencies.name, 'Chưa rõ') as issuer_name,
    checks.check_kind,
    {{ label_of('check_kind', 'checks.check_kind') }} as check_kind_label,
    checks.dataset,
    checks.check_name,
    {{ label_of('rule', 'checks.check_name', unnamed='checks.message') }} as rule_label,
    checks.severity,
    {{ label_of('severity', 'checks.severity') }} as severity_label,
    checks.responsibility,
    {{ label_of('responsibility', 'checks.responsibility') }} as responsibility_label,
    checks.is_passed,
    {{ label_of('check_outcome', "(case when checks.is_passed then 'passed' else 'failed' end)") }} as outcome_label,
    checks.document_count,
    checks.evaluated_count,
    checks.failed_count
from checks
left join {{ ref('dim_agency') }} as agencies
    on checks.issuer_agency_id = agencies.agency_id
