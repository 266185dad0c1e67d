-- How each target stands is the answer of fct_indicator_status; here it gets its names. Joined by keys alone, so that a
-- page of it is read by indexes.
select
    stated.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    statuses.status_id as target_id,
    statuses.agency_id,
    coalesce(agencies.name, documents.issuer_name) as agency_name,
    printed.group_name,
    statuses.indicator_key,
    statuses.indicator_id,
    statuses.indicator_name,
    stated.component_label,
    statuses.level,
    cast(extract(year from statuses.period_end) as bigint) as target_year,
    statuses.period_start,
    statuses.period_end,
    statuses.comparator,
    statuses.target_value,
    statuses.target_value_upper,
    statuses.unit,
    statuses.target_text,
    statuses.statement_count,
    statuses.targets_differ,
    statuses.result_statement_id,
    statuses.result_value,
    statuses.result_text,
    statuses.result_period_end,
    coalesce(statuses.named_source, result_documents.document_label, submissions.agency_name) as result_source,
    results.note as result_note,
    statuses.result_value - statuses.target_value as gap_value,
    statuses.state as result_status,
    {{ label_of('result_status', 'statuses.state') }} as result_status_label,
    statuses.state_reason,
    stated.source_page,
    stated.source_line_start,
    stated.source_line_end,
    stated.source_sheet,
    stated.source_cell
from {{ ref('fct_indicator_status') }} as statuses
left join {{ ref('fct_indicator_ledger') }} as stated
    on statuses.target_statement_id = stated.statement_id
left join {{ ref('fct_indicator_target') }} as printed
    on
        stated.document_id = printed.document_id
        and stated.line_key = printed.line_key
        and stated.component_no = printed.component_no
left join {{ ref('document_register') }} as documents
    on stated.document_id = documents.document_id
left join {{ ref('dim_agency') }} as agencies
    on statuses.agency_id = agencies.agency_id
left join {{ ref('fct_indicator_ledger') }} as results
    on statuses.result_statement_id = results.statement_id
left join {{ ref('document_register') }} as result_documents
    on results.document_id = result_documents.document_id
left join {{ ref('fct_submission') }} as submissions
    on results.submission_id = submissions.submission_id
