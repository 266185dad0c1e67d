{#- Generated from pipelines/metadata/datasets.yml by pipelines/load/dbt_schema.py; change it there. -#}

{#- The declared columns of a dataset or raw table, each with its relation before it. -#}
{% macro columns_of(name, relation, leave_out=[]) -%}
    {%- set declared = {
        'documents': ['document_id', 'source_name', 'source_sha256', 'source_format', 'document_type', 'document_number', 'document_symbol', 'title', 'issuer_text', 'issuer_agency_id', 'province_code', 'issue_date', 'issue_place', 'period_start', 'period_end', 'signer_name', 'signer_title', 'signing_authority'],
        'sections': ['document_id', 'section_id', 'parent_section_id', 'level', 'number', 'title', 'paragraphs', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'indicators': ['indicator_id', 'name', 'pillar', 'unit', 'direction'],
        'indicator_targets': ['document_id', 'table_label', 'group_no', 'group_name', 'row_no', 'component_no', 'component_label', 'indicator_id', 'indicator_name', 'target_year', 'comparator', 'target_value', 'target_value_upper', 'unit', 'target_text', 'definition', 'line_key', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'indicator_results': ['document_id', 'table_label', 'group_no', 'row_no', 'indicator_id', 'indicator_name', 'period_start', 'period_end', 'result_value', 'unit', 'result_text', 'numerator', 'denominator', 'note', 'line_key', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'projects': ['document_id', 'table_label', 'group_code', 'group_name', 'subgroup_code', 'subgroup_name', 'project_code', 'project_name', 'scope', 'implementation_form', 'lead_agency_text', 'coordinating_agency_text', 'status', 'status_text', 'expected_output', 'legal_basis_text', 'line_key', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'project_budgets': ['document_id', 'group_code', 'project_code', 'period_start_year', 'period_end_year', 'amount_vnd', 'amount_text', 'unit_text', 'unit_inferred', 'line_key', 'budget_no', 'funding_source', 'funding_source_code', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'budget_lines': ['document_id', 'section_id', 'description', 'line_kind', 'amount_vnd', 'amount_text', 'period_start_year', 'period_end_year', 'funding_source', 'record_no', 'funding_source_code', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'measurements': ['document_id', 'section_id', 'subject', 'value', 'unit', 'numerator', 'denominator', 'qualifier', 'period_text', 'sentence', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'citations': ['document_id', 'cited_type', 'cited_symbol', 'cited_date', 'cited_issuer_text', 'subject', 'relation', 'cited_document_id', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'assignments': ['document_id', 'subject_kind', 'subject_key', 'role', 'agency_id', 'agency_text'],
        'alignments': ['child_document_id', 'child_kind', 'child_key', 'parent_document_id', 'parent_key', 'wording_same', 'difference'],
        'arithmetic_checks': ['document_id', 'check_kind', 'description', 'stated', 'computed', 'holds', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'agencies': ['agency_id', 'name', 'short_name', 'kind', 'parent_agency_id', 'administrative_unit_code', 'identification_code', 'valid_from', 'valid_to', 'successor_agency_id'],
        'submissions': ['submission_id', 'source_name', 'source_sha256', 'agency_id', 'template', 'period_start', 'period_end', 'received_at', 'status', 'rows_accepted', 'rows_rejected', 'agency_name', 'template_version', 'other_text', 'sheet_columns'],
        'submission_issues': ['submission_id', 'source_sheet', 'source_cell', 'severity', 'rule', 'message', 'value_text', 'issue_no', 'rule_severity', 'column_name', 'line_key'],
        'findings': ['document_id', 'finding_kind', 'severity', 'responsibility', 'description', 'value_text', 'source_box', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'unread_text': ['document_id', 'text', 'reason', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'tables': ['source_name', 'table_no', 'table_kind', 'title', 'unit_text', 'header_row_count', 'data_row_count', 'group_row_count', 'total_row_count', 'columns', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'table_cells': ['source_name', 'table_no', 'row_kind', 'row_no', 'column_no', 'column_name', 'value_text', 'value_number', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'indicator_return_rows': ['submission_id', 'line_key', 'agency_id', 'period_start', 'period_end', 'group_name', 'row_no', 'indicator_code', 'indicator_name', 'unit', 'unit_text', 'target_value', 'target_text', 'result_value', 'result_text', 'numerator', 'numerator_text', 'denominator', 'denominator_text', 'explanation', 'row_period', 'row_period_text', 'other_columns', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'project_return_rows': ['submission_id', 'line_key', 'agency_id', 'period_start', 'period_end', 'group_name', 'row_no', 'project_code', 'project_name', 'progress_status', 'progress_status_text', 'progress_pct', 'progress_text', 'contract_value_vnd', 'contract_value_text', 'appropriated_vnd', 'appropriated_text', 'disbursed_period_vnd', 'disbursed_period_text', 'disbursed_to_date_vnd', 'disbursed_to_date_text', 'expected_completion_date', 'expected_completion_text', 'obstacles', 'note', 'other_columns', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'budget_return_rows': ['submission_id', 'line_key', 'agency_id', 'period_start', 'period_end', 'group_name', 'row_no', 'description', 'funding_source', 'funding_source_text', 'appropriated_vnd', 'appropriated_text', 'adjusted_vnd', 'adjusted_text', 'disbursed_period_vnd', 'disbursed_period_text', 'disbursed_to_date_vnd', 'disbursed_to_date_text', 'disbursed_pct', 'disbursed_text', 'explanation', 'other_columns', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'open_data_register_rows': ['submission_id', 'line_key', 'agency_id', 'period_start', 'period_end', 'group_name', 'row_no', 'dataset_code', 'dataset_name', 'topic', 'is_open', 'is_open_text', 'closed_reason', 'update_cycle', 'update_cycle_text', 'updated_date', 'updated_text', 'record_count', 'record_count_text', 'file_format', 'url', 'note', 'other_columns', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'commitments': ['document_id', 'section_id', 'subject_kind', 'subject_key', 'subject', 'what', 'commitment_kind', 'due_text', 'due_start', 'due_date', 'due_year_inferred', 'recurrence', 'owner_text', 'sentence', 'state', 'state_as_of', 'statement_document_id', 'statement_submission_id', 'statement_key', 'statement_text', 'link_confidence', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'budget_reconciliations': ['document_id', 'reconciliation_kind', 'description', 'funding_source', 'stated_text', 'stated_vnd', 'computed_vnd', 'difference_vnd', 'holds', 'outcome', 'explanation', 'explained_by', 'check_no', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'spending_shares': ['document_id', 'section_id', 'share_kind', 'purpose', 'share_pct', 'share_text', 'basis', 'basis_text', 'year_no', 'amount_vnd', 'amount_text', 'amount_inferred', 'implied_total_vnd', 'sentence', 'result', 'reason', 'compared_document_id', 'implied_change_pct', 'is_implausible', 'record_no', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'rejected_rows': ['dataset', 'document_id', 'line_key', 'column_name', 'rule', 'value_text', 'reason', 'record_json', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'row_issues': ['dataset', 'document_id', 'line_key', 'column_name', 'severity', 'rule', 'value_text', 'reason', 'record_json', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'expectations': ['suite', 'rule', 'expectation', 'column_name', 'severity', 'success', 'evaluated_count', 'unexpected_count', 'message'],
        'sources': ['received_no', 'source_name', 'source_sha256', 'size_bytes', 'media_type', 'received_at', 'origin', 'stored_at'],
        'rejected_sources': ['source_name', 'source_sha256', 'problem', 'remedy'],
        'administrative_units': ['code', 'name', 'level', 'parent_code', 'valid_from', 'valid_to', 'successor_code', 'unit_id'],
        'appropriations': ['appropriation_id', 'source_kind', 'document_id', 'submission_id', 'line_key', 'record_no', 'item_name', 'line_kind', 'agency_id', 'agency_text', 'funding_source', 'funding_source_text', 'period_start_year', 'period_end_year', 'period_start', 'period_end', 'amount_vnd', 'amount_text', 'unit_text', 'unit_inferred', 'adjusted_vnd', 'disbursed_vnd', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
        'document_sources': ['document_id', 'source_name', 'source_sha256', 'source_format', 'is_read', 'holds_appendices_only'],
        'indicator_observations': ['observation_id', 'indicator_key', 'indicator_id', 'indicator_name', 'source_kind', 'document_id', 'submission_id', 'agency_id', 'period_start', 'period_end', 'result_value', 'unit', 'result_text', 'numerator', 'denominator', 'note', 'target_value', 'source_page', 'source_line_start', 'source_line_end', 'source_sheet', 'source_cell'],
    } -%}
    {%- for column in declared[name] if column not in leave_out -%}
        {{ relation }}.{{ column }}{{ ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The same without the columns that are not public. -#}
{% macro public_columns_of(name, relation) -%}
    {%- set hidden = {
    } -%}
    {{- columns_of(name, relation, leave_out=hidden.get(name, [])) -}}
{%- endmacro %}
