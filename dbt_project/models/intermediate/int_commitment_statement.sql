{{ rows_come_from('commitments') }}
-- What later sources say of each commitment, the last of them: a line of a later list of projects of the same province
-- that is called like the thing promised, or a row of a return of the agency that leads the promised project. Names are
-- compared from their first word on, without the verbs that lists of projects open with and without the name of the
-- territory, so that the hiring of a service for a system is not taken for its building.
with documents as (
    select
        documents.document_id,
        documents.province_code,
        documents.document_type,
        coalesce(
            documents.issue_date,
            case when documents.document_type = 'bao_cao' then documents.period_end else documents.period_start end
        ) as stated_on
    from {{ ref('dim_document') }} as documents
),

promised as (
    select
        promises.*,
        documents.province_code,
        documents.stated_on
    from {{ ref('int_promise') }} as promises
    inner join documents
        on promises.document_id = documents.document_id
),

-- Few of all lines begin like a promise; they are found by an index.
named as materialized (
    select distinct promises.first_words
    from {{ ref('int_promise') }} as promises
    where promises.first_words is not null
),

listed as (
    select
        projects.document_id,
        projects.line_key,
        projects.project_name,
        projects.status,
        projects.status_text,
        documents.province_code,
        documents.document_type,
        documents.stated_on,
        project_stages.thing,
        project_stages.first_words
    from named
    inner join {{ ref('int_project_stage') }} as project_stages
        on named.first_words = project_stages.first_words
    inner join {{ ref('dim_project') }} as projects
        on
            project_stages.source_id = projects.document_id
            and project_stages.line_key = projects.line_key
    inner join documents
        on projects.document_id = documents.document_id
),

statements as (
    select
        promised.document_id,
        promised.record_no,
        listed.document_id as statement_document_id,
        null as statement_submission_id,
        listed.line_key as statement_key,
        concat_ws(': ', listed.project_name, listed.status_text) as statement_text,
        listed.stated_on,
        coalesce(
            {{ fold_text('listed.status_text') }} ~ '^(da )?(hoan thanh|xong|nghiem thu|ban giao)', false
        ) as is_done,
        (case when listed.thing = promised.thing then 1 else 0.8 end)::numeric(2, 1) as link_confidence
    from promised
    inner join listed
        on
            promised.province_code = listed.province_code
            and promised.first_words = listed.first_words
            and promised.stated_on < listed.stated_on
            and starts_with(listed.thing || ' ', promised.thing || ' ')
    -- A line says how far its project is by its status, or by standing in a plan: what a plan lists is to be done.
    where listed.status is not null or listed.document_type = 'ke_hoach'
    union all
    select
        promised.document_id,
        promised.record_no,
        null as statement_document_id,
        returned.submission_id as statement_submission_id,
        returned.line_key as statement_key,
        concat_ws(': ', returned.project_name, returned.progress_status_text) as statement_text,
        returned.period_end as stated_on,
        coalesce(returned.progress_status = 'completed', returned.progress_pct >= 100, false) as is_done,
        1::numeric(2, 1) as link_confidence
    from promised
    inner join {{ ref('bridge_assignment') }} as assignments
        on
            promised.document_id = assignments.document_id
            and promised.subject_kind = assignments.subject_kind
            and promised.subject_key = assignments.subject_key
            and assignments.role = 'lead'
    inner join {{ ref('fct_project_return_row') }} as returned
        on
            assignments.agency_id = returned.agency_id
            and promised.stated_on < returned.period_end
    inner join {{ ref('int_project_stage') }} as project_stages
        on
            returned.submission_id = project_stages.source_id
            and returned.line_key = project_stages.line_key
            and promised.thing = project_stages.thing
)

select distinct on (statements.document_id, statements.record_no)
    statements.document_id,
    statements.record_no,
    statements.statement_document_id,
    statements.statement_submission_id,
    statements.statement_key,
    statements.statement_text,
    statements.stated_on,
    statements.is_done,
    statements.link_confidence
from statements
order by
    statements.document_id asc,
    statements.record_no asc,
    statements.stated_on desc,
    statements.link_confidence desc,
    statements.statement_submission_id asc nulls last,
    statements.statement_document_id asc,
    statements.statement_key asc
