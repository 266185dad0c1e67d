-- A workbook often holds the appendices of a plan and nothing that says whose plan. It belongs to the one document that
-- names (nearly) all of its lines; where none or several do, it stays a document of its own.
with received as (
    select
        documents.document_id,
        documents.source_format,
        documents.issue_date,
        current_sources.received_no,
        current_sources.source_name,
        current_sources.source_sha256,
        current_sources.load_version,
        coalesce(documents.issuer_text, documents.document_type, documents.document_symbol) is null as is_nameless
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_current_source') }} as current_sources
        on documents.load_source_sha256 = current_sources.source_sha256
),

nameless_line as (
    select
        table_lines.source_sha256,
        table_lines.document_id,
        table_lines.line_text,
        count(*) over (partition by table_lines.source_sha256, table_lines.document_id) as line_count
    from {{ ref('int_document_line') }} as table_lines
    inner join received
        on table_lines.source_sha256 = received.source_sha256 and table_lines.document_id = received.document_id
    where received.is_nameless
),

-- Only the lines that a nameless document has too: its few, not those of every document.
named_line as (
    select distinct
        table_lines.document_id,
        table_lines.line_text
    from (select distinct nameless_line.line_text from nameless_line) as looked_for
    inner join {{ ref('int_document_line') }} as table_lines
        on looked_for.line_text = table_lines.line_text
    inner join received
        on table_lines.source_sha256 = received.source_sha256 and table_lines.document_id = received.document_id
    where not received.is_nameless
),

shared as (
    select
        nameless_line.source_sha256,
        nameless_line.document_id,
        named_line.document_id as named_document_id
    from nameless_line
    inner join named_line on nameless_line.line_text = named_line.line_text
    group by nameless_line.source_sha256, nameless_line.document_id, named_line.document_id
    -- Three lines may be alike by chance or by the same model plan; a line or two may be spelt otherwise.
    having count(*) >= 4 and count(*) >= 0.8 * max(nameless_line.line_count)
),

recognised as (
    select
        shared.source_sha256,
        shared.document_id,
        min(shared.named_document_id) as named_document_id
    from shared
    group by shared.source_sha256, shared.document_id
    having count(*) = 1
)

select
    received.source_sha256,
    received.document_id as read_document_id,
    received.source_name,
    received.source_format,
    received.received_no,
    received.load_version,
    received.issue_date,
    coalesce(recognised.named_document_id, received.document_id) as document_id,
    recognised.named_document_id is not null as holds_appendices_only
from received
left join recognised
    on received.source_sha256 = recognised.source_sha256 and received.document_id = recognised.document_id
