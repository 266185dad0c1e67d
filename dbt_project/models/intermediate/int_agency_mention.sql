{{ rows_of('document_or_loaded_return', 'coalesce(document_id, submission_id)') }}
{{ config(indexes=[{'columns': ['(coalesce(document_id, submission_id))']}]) }}
-- Every name of an agency in a current source, with the named_on that tells which version of it is meant.
with documents as (
    select
        documents.document_id,
        documents.issuer_agency_id,
        documents.issuer_text,
        current_documents.source_sha256,
        coalesce(documents.issue_date, documents.period_start, documents.period_end, '-infinity'::date) as named_on
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_current_document') }} as current_documents
        on
            documents.document_id = current_documents.document_id
            and documents.load_source_sha256 = current_documents.source_sha256
    where {{ is_changed('current_documents.document_id') }}
),

mentions as (
    select
        documents.document_id,
        null as submission_id,
        assignments.subject_key as line_key,
        assignments.agency_id as agency_key,
        assignments.agency_text as name_text,
        coalesce(documents.issuer_agency_id, '') as issuer_key,
        documents.named_on
    from documents
    inner join {{ ref('stg_assignments') }} as assignments
        on
            documents.document_id = assignments.document_id
            and documents.source_sha256 = assignments.load_source_sha256
    where assignments.agency_id is not null
    union all
    select
        documents.document_id,
        null as submission_id,
        commitments.subject_key as line_key,
        named.owner ->> 'agency_id' as agency_key,
        named.owner ->> 'agency_text' as name_text,
        coalesce(documents.issuer_agency_id, '') as issuer_key,
        documents.named_on
    from documents
    inner join {{ ref('stg_commitments') }} as commitments
        on
            documents.document_id = commitments.document_id
            and documents.source_sha256 = commitments.load_source_sha256
    cross join lateral jsonb_array_elements(commitments.owners) as named (owner)
    union all
    select
        documents.document_id,
        null as submission_id,
        null as line_key,
        documents.issuer_agency_id as agency_key,
        coalesce(documents.issuer_text, documents.issuer_agency_id) as name_text,
        documents.issuer_agency_id as issuer_key,
        documents.named_on
    from documents
    where documents.issuer_agency_id is not null
    union all
    select
        null as document_id,
        submissions.submission_id,
        null as line_key,
        submissions.agency_id as agency_key,
        coalesce(submissions.agency_name, submissions.agency_id) as name_text,
        submissions.agency_id as issuer_key,
        coalesce(submissions.period_end, '-infinity'::date) as named_on
    from {{ ref('stg_submissions') }} as submissions
    where submissions.agency_id is not null and {{ is_changed('submissions.submission_id') }}
)

select
    mentions.document_id,
    mentions.submission_id,
    mentions.agency_key,
    mentions.name_text,
    mentions.issuer_key,
    mentions.named_on,
    count(*) as mention_count,
    min(mentions.line_key) as first_line_key
from mentions
group by
    mentions.document_id, mentions.submission_id, mentions.agency_key, mentions.name_text, mentions.issuer_key,
    mentions.named_on
