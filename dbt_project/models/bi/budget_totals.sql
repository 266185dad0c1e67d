select
    reconciled.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    reconciled.record_no,
    reconciled.reconciliation_kind,
    {{ label_of('reconciliation_kind', 'reconciled.reconciliation_kind') }} as reconciliation_kind_label,
    reconciled.description,
    reconciled.stated_vnd / 1000000 as stated_million_vnd,
    reconciled.computed_vnd / 1000000 as computed_million_vnd,
    reconciled.difference_vnd / 1000000 as difference_million_vnd,
    reconciled.outcome,
    {{ label_of('reconciliation_outcome', 'reconciled.outcome') }} as outcome_label,
    reconciled.explanation,
    reconciled.source_page,
    reconciled.source_line_start,
    reconciled.source_line_end,
    reconciled.source_sheet,
    reconciled.source_cell
from {{ ref('fct_budget_reconciliation') }} as reconciled
left join {{ ref('document_register') }} as documents
    on reconciled.document_id = documents.document_id
