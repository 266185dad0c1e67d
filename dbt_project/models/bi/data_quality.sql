-- Every check's present result is that of fct_quality_check; who has to act is what its findings say.
with checks as (
    select
        results.*,
        {{ responsibility_of('results') }} as responsibility
    from {{ ref('fct_quality_check') }} as results
)

select
    checks.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
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
    checks.column_name,
    checks.evaluated_count,
    checks.failed_count,
    checks.unread_pct,
    checks.message
from checks
left join {{ ref('document_register') }} as documents
    on checks.document_id = documents.document_id
