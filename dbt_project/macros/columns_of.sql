{#- Generated from pipelines/metadata/datasets.yml by pipelines/load/dbt_schema.py; change it there. -#}

{#- The declared columns of a dataset or raw table, each with its relation before it. -#}
{% macro columns_of(name, relation, leave_out=[]) -%}
    {%- set declared = {
        'documents': 'document_id source_name source_sha256 source_format document_type document_number document_symbol title issuer_text issuer_agency_id province_code issue_date issue_place period_start period_end signer_name signer_title signing_authority',
        'sections': 'document_id section_id parent_section_id level number title paragraphs source_page source_line_start source_line_end source_sheet source_cell',
        'indicators': 'indicator_id name pillar unit direction',
        'indicator_targets': 'document_id table_label group_no group_name row_no component_no component_label indicator_id indicator_name target_year comparator target_value target_value_upper unit target_text definition line_key source_page source_line_start source_line_end source_sheet source_cell',
        'indicator_results': 'document_id table_label group_no row_no indicator_id indicator_name period_start period_end result_value unit result_text numerator denominator note line_key source_page source_line_start source_line_end source_sheet source_cell',
        'projects': 'document_id table_label group_code group_name subgroup_code subgroup_name project_code project_name scope implementation_form lead_agency_text coordinating_agency_text status status_text expected_output legal_basis_text line_key source_page source_line_start source_line_end source_sheet source_cell',
        'project_budgets': 'document_id group_code project_code period_start_year period_end_year amount_vnd amount_text unit_text unit_inferred line_key budget_no funding_source funding_source_code source_page source_line_start source_line_end source_sheet source_cell',
        'budget_lines': 'document_id section_id description line_kind amount_vnd amount_text period_start_year period_end_year funding_source record_no funding_source_code source_page source_line_start source_line_end source_sheet source_cell',
        'measurements': 'document_id section_id subject value unit numerator denominator qualifier period_text sentence record_no source_page source_line_start source_line_end source_sheet source_cell',
        'citations': 'document_id cited_type cited_symbol cited_date cited_issuer_text subject relation cited_document_id record_no source_page source_line_start source_line_end source_sheet source_cell',
        'assignments': 'document_id subject_kind subject_key role agency_id agency_text',
        'arithmetic_checks': 'document_id check_kind description stated computed holds record_no source_page source_line_start source_line_end source_sheet source_cell',
        'agencies': 'agency_id name short_name kind parent_agency_id administrative_unit_code identification_code valid_from valid_to successor_agency_id recognition legal_source confidence',
        'submissions': 'submission_id source_name source_sha256 agency_id template period_start period_end received_at status rows_accepted rows_rejected agency_name template_version other_text sheet_columns',
        'submission_issues': 'submission_id source_sheet source_cell severity rule message value_text issue_no rule_severity column_name line_key',
        'findings': 'document_id finding_kind severity responsibility description value_text source_box record_no source_page source_line_start source_line_end source_sheet source_cell',
        'unread_text': 'document_id text reason record_no source_page source_line_start source_line_end source_sheet source_cell',
        'tables': 'source_name table_no table_kind title unit_text header_row_count data_row_count group_row_count total_row_count columns source_page source_line_start source_line_end source_sheet source_cell',
        'table_cells': 'source_name table_no row_kind row_no column_no column_name value_text value_number source_page source_line_start source_line_end source_sheet source_cell',
        'indicator_return_rows': 'submission_id line_key agency_id period_start period_end group_name row_no indicator_code indicator_name unit unit_text target_value target_text result_value result_text numerator numerator_text denominator denominator_text explanation row_period row_period_text other_columns source_page source_line_start source_line_end source_sheet source_cell',
        'project_return_rows': 'submission_id line_key agency_id period_start period_end group_name row_no project_code project_name progress_status progress_status_text progress_pct progress_text contract_value_vnd contract_value_text appropriated_vnd appropriated_text disbursed_period_vnd disbursed_period_text disbursed_to_date_vnd disbursed_to_date_text expected_completion_date expected_completion_text obstacles note other_columns source_page source_line_start source_line_end source_sheet source_cell',
        'budget_return_rows': 'submission_id line_key agency_id period_start period_end group_name row_no description funding_source funding_source_text appropriated_vnd appropriated_text adjusted_vnd adjusted_text disbursed_period_vnd disbursed_period_text disbursed_to_date_vnd disbursed_to_date_text disbursed_pct disbursed_text explanation other_columns source_page source_line_start source_line_end source_sheet source_cell',
        'open_data_register_rows': 'submission_id line_key agency_id period_start period_end group_name row_no dataset_code dataset_name topic is_open is_open_text closed_reason update_cycle update_cycle_text updated_date updated_text record_count record_count_text file_format url note other_columns source_page source_line_start source_line_end source_sheet source_cell',
        'commitments': 'document_id section_id subject_kind subject_key subject what commitment_kind due_text due_start due_date due_year_inferred recurrence owner_text owners owner_agency_id sentence state state_as_of statement_document_id statement_submission_id statement_key statement_text link_confidence record_no source_page source_line_start source_line_end source_sheet source_cell',
        'budget_reconciliations': 'document_id reconciliation_kind description funding_source stated_text stated_vnd computed_vnd difference_vnd holds outcome explanation explained_by check_no record_no source_page source_line_start source_line_end source_sheet source_cell',
        'spending_shares': 'document_id section_id share_kind purpose share_pct share_text basis basis_text year_no amount_vnd amount_text amount_inferred implied_total_vnd sentence result reason compared_document_id implied_change_pct is_implausible record_no source_page source_line_start source_line_end source_sheet source_cell',
        'rejected_rows': 'dataset document_id line_key column_name rule value_text reason record_json source_page source_line_start source_line_end source_sheet source_cell',
        'row_issues': 'dataset document_id line_key column_name severity rule value_text reason record_json source_page source_line_start source_line_end source_sheet source_cell',
        'expectations': 'suite rule expectation column_name severity success evaluated_count unexpected_count message',
        'sources': 'received_no source_name source_sha256 size_bytes media_type received_at origin stored_at',
        'rejected_sources': 'source_name source_sha256 problem remedy',
        'agency_matches': 'agency_key name_text issuer_key known_key rule_key rule_name province_name is_covered names_territory covered_from proposals',
        'administrative_units': 'code name level parent_code valid_from valid_to successor_code unit_id parent_unit_id legal_source evidence confidence',
        'agency_group_members': 'group_agency_id member_agency_id valid_from valid_to basis is_complete confidence',
        'agency_names': 'name_id name_text province_name state agency_id is_after_end mention_count document_count first_document_id first_line_key proposals',
        'agency_succession': 'agency_id successor_agency_id kind effective_date is_main share legal_source note confidence',
        'agency_successors': 'inheritance_id agency_id heir_agency_id valid_from valid_to is_main share_passed',
        'alignment_gaps': 'gap_id gap_kind document_id line_kind line_key line_text child_document_id agency_id role agency_text assigned_by',
        'alignments': 'child_document_id child_kind child_key parent_document_id parent_key wording_same difference relation parent_kind followed_document_id child_text parent_text pairing_rule similarity',
        'appropriations': 'appropriation_id source_kind document_id submission_id line_key record_no item_name line_kind agency_id agency_text funding_source funding_source_text period_start_year period_end_year period_start period_end amount_vnd amount_text unit_text unit_inferred adjusted_vnd disbursed_vnd source_page source_line_start source_line_end source_sheet source_cell',
        'citation_edges': 'edge_id document_id relation cited_type cited_symbol cited_date cited_issuer_text subject state cited_document_id legal_document_id candidate_count citing_date citing_date_basis validity replaced_by effective_to source_page source_line_start source_line_end source_sheet source_cell',
        'citation_paths': 'document_id rests_on_id rests_on_kind depth via_id validity',
        'document_sources': 'document_id source_name source_sha256 source_format is_read holds_appendices_only',
        'dti_frameworks': 'framework row_kind name code framework_level component_count max_points valid_from valid_to notes evidence confidence',
        'indicator_definitions': 'indicator_id definition_version series_no name name_en numerator denominator levels framework_references what_changed valid_from valid_to notes evidence confidence',
        'indicator_ledger': 'statement_id statement_kind source_kind document_id submission_id agency_id province_code line_key component_no component_label level indicator_key indicator_id indicator_name period_start period_end comparator value value_upper unit value_text numerator denominator named_source note confidence definition_version series_no is_series_break state state_reason result_statement_id result_value result_period_end source_page source_line_start source_line_end source_sheet source_cell',
        'indicator_matches': 'match_id document_id submission_id line_key component_no printed_name core_name level unit indicator_id match rule confidence reason joins_series is_reviewed state',
        'indicator_observations': 'observation_id indicator_key indicator_id indicator_name source_kind document_id submission_id line_key agency_id period_start period_end result_value unit result_text numerator denominator note target_value source_page source_line_start source_line_end source_sheet source_cell',
        'indicator_status': 'status_id indicator_key indicator_id indicator_name agency_id province_code level period_start period_end comparator target_value target_value_upper unit target_text target_statement_id statement_count targets_differ state state_reason result_statement_id result_value result_period_end result_text named_source definition_version series_no',
        'legal_documents': 'legal_document_id symbol document_type issuer issue_date title effective_from effective_to status amended_by replaced_by stands_for notes evidence confidence',
        'printed_figures': 'figure_id scope unit_id agency_id measure_kind measure_key measure_name unit period_start period_end value numerator denominator document_id submission_id',
        'project_links': 'link_id relation earlier_document_id earlier_submission_id earlier_line_key earlier_name later_document_id later_submission_id later_line_key later_name matching_rule similarity confidence earlier_amount_vnd earlier_amount_period later_amount_vnd later_amount_period amount_change_vnd earlier_due_date later_due_date slip_months',
        'project_overlaps': 'document_id_a line_key_a document_id_b line_key_b overlap_kind confidence score shared_words topic_id same_lead project_name_a project_name_b lead_agency_text_a lead_agency_text_b reason',
        'project_states': 'document_id line_key project_name planned_vnd planned_period planned_due_date submission_id return_line_key state_date progress_status progress_pct appropriated_vnd disbursed_to_date_vnd expected_completion_date obstacles is_late',
        'project_topics': 'document_id line_key topic_id topic_name is_main keywords in_name',
        'quality_checks': 'document_id check_kind dataset check_name column_name severity is_passed evaluated_count failed_count unread_pct message',
        'rolled_up_figures': 'figure_id scope subject_id subject_name measure_kind measure_key measure_name unit period_start period_end value numerator denominator state reason reason_text part_count missing_count parts',
        'unit_codes': 'unit_id scheme code valid_from valid_to legal_source confidence',
        'unit_succession': 'succession_id unit_id successor_unit_id kind effective_date share legal_source confidence',
        'unit_successors': 'inheritance_id unit_id heir_unit_id valid_from valid_to share_passed',
    } -%}
    {%- for column in declared[name].split() if column not in leave_out -%}
        {{ relation }}.{{ column }}{{ ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The same without the columns that are not public. -#}
{% macro public_columns_of(name, relation) -%}
    {%- set hidden = {
    } -%}
    {{- columns_of(name, relation, leave_out=hidden.get(name, '').split()) -}}
{%- endmacro %}
