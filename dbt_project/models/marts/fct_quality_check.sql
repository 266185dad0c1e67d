{{ rows_of('document') }}
with checked as (
    select
        current_documents.document_id,
        current_documents.source_sha256
    from {{ ref('int_current_document') }} as current_documents
    where {{ is_changed('current_documents.document_id') }}
),

-- A rule that found no value to look at says nothing of a figure.
expected as (
    select
        checked.document_id,
        'expectation' as check_kind,
        substring(expectations.suite from '[^.]+$') as dataset,
        expectations.suite || '.' || expectations.rule as check_name,
        expectations.column_name,
        expectations.severity,
        expectations.success as is_passed,
        expectations.evaluated_count,
        expectations.unexpected_count as failed_count,
        null::numeric as unread_pct,
        expectations.message
    from checked
    inner join {{ ref('stg_expectations') }} as expectations
        on checked.source_sha256 = expectations.load_source_sha256
    where expectations.evaluated_count > 0
),

recomputed as (
    select
        checked.document_id,
        'arithmetic' as check_kind,
        'arithmetic_checks' as dataset,
        coalesce(arithmetic_checks.check_kind, 'other') as check_name,
        null as column_name,
        'contradiction' as severity,
        count(*) filter (where arithmetic_checks.holds is not true) = 0 as is_passed,
        count(*) as evaluated_count,
        count(*) filter (where arithmetic_checks.holds is not true) as failed_count,
        null::numeric as unread_pct,
        'Số in trong văn bản khớp với số tính lại' as message
    from checked
    inner join {{ ref('stg_arithmetic_checks') }} as arithmetic_checks
        on
            checked.document_id = arithmetic_checks.document_id
            and checked.source_sha256 = arithmetic_checks.load_source_sha256
    group by checked.document_id, arithmetic_checks.check_kind
),

found as (
    select
        checked.document_id,
        'finding' as check_kind,
        'findings' as dataset,
        coalesce(findings.finding_kind, 'other') as check_name,
        null as column_name,
        case
            when bool_or(findings.severity = 'reject') then 'reject'
            when bool_or(findings.severity = 'contradiction') then 'contradiction'
            else 'note'
        end as severity,
        false as is_passed,
        null::bigint as evaluated_count,
        count(*) as failed_count,
        null::numeric as unread_pct,
        'Không có phát hiện loại này' as message
    from checked
    inner join {{ ref('stg_findings') }} as findings
        on
            checked.document_id = findings.document_id
            and checked.source_sha256 = findings.load_source_sha256
    where findings.finding_kind <> 'unread_share'
    group by checked.document_id, findings.finding_kind
),

unread as (
    select
        unread_text.document_id,
        unread_text.load_source_sha256,
        count(*) as passage_count
    from {{ ref('stg_unread_text') }} as unread_text
    inner join checked
        on
            unread_text.document_id = checked.document_id
            and unread_text.load_source_sha256 = checked.source_sha256
    group by unread_text.document_id, unread_text.load_source_sha256
),

covered as (
    select
        checked.document_id,
        'coverage' as check_kind,
        'unread_text' as dataset,
        'unread_share' as check_name,
        null as column_name,
        'note' as severity,
        max(unread.passage_count) is null as is_passed,
        null::bigint as evaluated_count,
        coalesce(max(unread.passage_count), 0) as failed_count,
        -- The share is stated as officials read it: "2,5 %".
        max(replace(substring(findings.value_text from '[0-9]+(?:,[0-9]+)?'), ',', '.')::numeric) as unread_pct,
        'Mọi nội dung của phụ lục được đọc thành bản ghi' as message
    from checked
    left join {{ ref('stg_findings') }} as findings
        on
            checked.document_id = findings.document_id
            and checked.source_sha256 = findings.load_source_sha256
            and findings.finding_kind = 'unread_share'
    left join unread
        on
            checked.document_id = unread.document_id
            and checked.source_sha256 = unread.load_source_sha256
    group by checked.document_id
)

select * from expected
union all
select * from recomputed
union all
select * from found
union all
select * from covered
