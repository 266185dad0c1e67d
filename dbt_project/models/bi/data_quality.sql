-- Every check's present result is that of fct_quality_check; who has to act is what its findings say.
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
    told.responsibility,
    {{ label_of('responsibility', 'told.responsibility') }} as responsibility_label,
    checks.is_passed,
    {{ label_of('check_outcome', "(case when checks.is_passed then 'passed' else 'failed' end)") }} as outcome_label,
    checks.column_name,
    checks.evaluated_count,
    checks.failed_count,
    checks.unread_pct,
    checks.message
from {{ ref('fct_quality_check') }} as checks
left join {{ ref('document_register') }} as documents
    on checks.document_id = documents.document_id
-- A subquery of the checks themselves would be sorted whole.
left join lateral (select {{ responsibility_of('checks') }} as responsibility) as told on true -- noqa: ST05
