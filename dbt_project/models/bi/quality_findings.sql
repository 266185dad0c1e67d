select
    findings.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    findings.record_no,
    findings.finding_kind as rule,
    {{ label_of('rule', 'findings.finding_kind') }} as rule_label,
    findings.severity,
    {{ label_of('severity', 'findings.severity') }} as severity_label,
    findings.responsibility,
    {{ label_of('responsibility', 'findings.responsibility') }} as responsibility_label,
    findings.description,
    findings.value_text,
    documents.source_name,
    findings.source_page,
    findings.source_line_start,
    findings.source_line_end,
    findings.source_sheet,
    findings.source_cell
from {{ ref('fct_finding') }} as findings
left join {{ ref('document_register') }} as documents
    on findings.document_id = documents.document_id
