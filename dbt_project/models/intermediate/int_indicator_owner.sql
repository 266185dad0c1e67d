-- Who states targets and results: an agency with its documents and returns, or a source of nobody known. What one says
-- is held against nothing of another, so that an owner is judged anew where its sources changed, or where the day that
-- all sources speak of has passed the end of one of its targets.
with sources as (
    select
        documents.document_id as source_id,
        documents.issuer_agency_id as agency_id,
        coalesce(documents.issuer_agency_id, documents.document_id) as owner_key
    from {{ ref('dim_document') }} as documents
    union all
    select
        submissions.submission_id as source_id,
        submissions.agency_id,
        coalesce(submissions.agency_id, submissions.submission_id) as owner_key
    from {{ ref('int_submission') }} as submissions
    where not submissions.is_superseded
),

-- What every source speaks of lies before this day; a period that ends later cannot have been judged.
horizon as (
    select max(known.known_day) as last_day
    from (
        select max(issue_date) as known_day
        from {{ ref('dim_document') }}
        union all
        select max(period_end) as known_day
        from {{ ref('int_indicator_statement') }}
        -- A sentence stands in the ledger and judges nothing.
        where statement_kind = 'result' and source_kind <> 'prose'
    ) as known
),

open_targets as (
    select
        coalesce(statements.agency_id, statements.document_id, statements.submission_id) as owner_key,
        min(statements.period_end) as first_open_end
    from {{ ref('int_indicator_statement') }} as statements
    inner join horizon
        on statements.period_end > horizon.last_day
    where statements.statement_kind = 'target'
    group by coalesce(statements.agency_id, statements.document_id, statements.submission_id)
),

owners as (
    select
        sources.owner_key,
        sources.agency_id,
        string_agg(built_units.unit || ' ' || built_units.version, ' ' order by built_units.unit) as sources_version
    from sources
    inner join {{ built_units() }} as built_units
        on
            sources.source_id = built_units.unit
            and built_units.model = 'int_indicator_statement'
    group by sources.owner_key, sources.agency_id
)

select
    owners.owner_key,
    owners.agency_id,
    open_targets.first_open_end,
    {{ digest_of("concat_ws(' ', open_targets.first_open_end, owners.sources_version)") }} as owner_version
from owners
left join open_targets
    on owners.owner_key = open_targets.owner_key
