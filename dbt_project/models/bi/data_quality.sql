with entries as (
    select
        document_id,
        'finding' as entry_kind,
        finding_kind as rule,
        severity,
        responsibility,
        true as is_open,
        description,
        value_text,
        null as source_name,
        source_page,
        source_line_start,
        source_sheet,
        source_cell
    from {{ ref('fct_finding') }}
    union all
    select
        document_id,
        'arithmetic_check' as entry_kind,
        check_kind as rule,
        case when not holds then 'contradiction' end as severity,
        case when not holds then 'issuer' end as responsibility,
        not holds as is_open,
        description,
        stated::text as value_text,
        null as source_name,
        source_page,
        source_line_start,
        source_sheet,
        source_cell
    from {{ ref('fct_arithmetic_check') }}
    union all
    select
        document_id,
        'unread_text' as entry_kind,
        reason as rule,
        'note' as severity,
        'us' as responsibility,
        true as is_open,
        reason as description,
        text as value_text,
        null as source_name,
        source_page,
        source_line_start,
        source_sheet,
        source_cell
    from {{ ref('fct_unread_text') }}
    union all
    select
        document_id,
        'rejected_row' as entry_kind,
        rule,
        'reject' as severity,
        'us' as responsibility,
        true as is_open,
        reason as description,
        value_text,
        source_name,
        source_page,
        source_line_start,
        source_sheet,
        source_cell
    from {{ ref('fct_rejected_row') }}
    -- What a return has set aside is among its issues.
    where dataset not like '%return_rows' and dataset <> 'open_data_register_rows'
    union all
    select
        document_id,
        'row_issue' as entry_kind,
        rule,
        severity,
        'issuer' as responsibility,
        true as is_open,
        reason as description,
        value_text,
        source_name,
        source_page,
        source_line_start,
        source_sheet,
        source_cell
    from {{ ref('fct_row_issue') }}
    where dataset not like '%return_rows' and dataset <> 'open_data_register_rows'
    union all
    select
        null as document_id,
        'rejected_source' as entry_kind,
        problem as rule,
        'reject' as severity,
        'agency' as responsibility,
        true as is_open,
        problem || '; ' || remedy as description,
        null as value_text,
        source_name,
        null as source_page,
        null as source_line_start,
        null as source_sheet,
        null as source_cell
    from {{ ref('fct_rejected_source') }}
    union all
    select
        null as document_id,
        'return_issue' as entry_kind,
        issues.rule,
        issues.rule_severity as severity,
        'agency' as responsibility,
        true as is_open,
        issues.message as description,
        issues.value_text,
        submissions.source_name,
        null as source_page,
        null as source_line_start,
        issues.source_sheet,
        issues.source_cell
    from {{ ref('fct_submission_issue') }} as issues
    inner join {{ ref('fct_submission') }} as submissions
        on issues.submission_id = submissions.submission_id
)

select
    documents.document_id,
    documents.document_label,
    documents.document_year,
    documents.province_code,
    documents.province_name,
    documents.issuer_agency_id,
    documents.issuer_name,
    entries.entry_kind,
    {{ label_of('entry_kind', 'entries.entry_kind') }} as entry_kind_label,
    entries.rule,
    {{ label_of('rule', 'entries.rule', unnamed=label_of('entry_kind', 'entries.entry_kind')) }} as rule_label,
    entries.severity,
    {{ label_of('severity', 'entries.severity') }} as severity_label,
    entries.responsibility,
    {{ label_of('responsibility', 'entries.responsibility') }} as responsibility_label,
    entries.is_open,
    entries.description,
    entries.value_text,
    coalesce(entries.source_name, documents.source_name) as source_name,
    entries.source_page,
    entries.source_line_start,
    entries.source_sheet,
    entries.source_cell
from entries
left join {{ ref('document_register') }} as documents
    on entries.document_id = documents.document_id
