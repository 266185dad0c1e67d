-- The agencies of the register, and those that sources name by the pattern of official names where the register does
-- not cover them. Every document that prints such an agency brings a row of it, and so does a return of one that no
-- document prints. The fullest one is kept, and among equally full ones that of the latest document: nothing that
-- depends on the order in which files arrived.
with by_rule as (
    select
        uses.agency_id,
        uses.agency_key,
        min(uses.rule_name) as rule_name
    from {{ ref('int_agency_use') }} as uses
    where uses.state = 'by_rule'
    group by uses.agency_id, uses.agency_key
),

printed as (
    select distinct on (by_rule.agency_id)
        by_rule.agency_id,
        agencies.kind,
        agencies.administrative_unit_code,
        agencies.identification_code,
        agencies.valid_from,
        agencies.valid_to,
        coalesce(by_rule.rule_name, agencies.name) as name,
        coalesce(
            agencies.short_name, case when by_rule.rule_name <> agencies.name then agencies.name end
        ) as short_name
    from by_rule
    inner join {{ ref('stg_agencies') }} as agencies
        on by_rule.agency_key = agencies.agency_id
    left join {{ ref('int_current_document') }} as current_documents
        on agencies.load_source_sha256 = current_documents.source_sha256
    left join {{ ref('stg_submissions') }} as submissions
        on agencies.load_source_sha256 = submissions.load_source_sha256
    where coalesce(current_documents.source_sha256, submissions.load_source_sha256) is not null
    order by
        by_rule.agency_id asc,
        by_rule.rule_name asc nulls last,
        -- An abbreviation beside the official name is worth keeping.
        coalesce(by_rule.rule_name = agencies.name, false) asc,
        current_documents.source_sha256 is null asc,
        num_nonnulls({{ columns_of('agencies', 'agencies') }}) desc,
        current_documents.issue_date desc nulls last,
        agencies.load_source_sha256 asc,
        agencies.load_row_no asc
)

select
    known.agency_id,
    known.name,
    known.short_name,
    known.kind,
    known.parent_agency_id,
    units.code as administrative_unit_code,
    known.identification_code,
    known.valid_from,
    known.valid_to,
    succession.successor_agency_id,
    'register' as recognition,
    known.legal_source,
    known.confidence
from {{ ref('stg_known_agencies') }} as known
left join {{ ref('stg_administrative_units') }} as units
    on known.unit_id = units.unit_id
left join {{ ref('agency_succession') }} as succession
    on known.agency_id = succession.agency_id and succession.is_main
union all
select
    printed.agency_id,
    printed.name,
    printed.short_name,
    printed.kind,
    null as parent_agency_id,
    printed.administrative_unit_code,
    printed.identification_code,
    printed.valid_from,
    printed.valid_to,
    null as successor_agency_id,
    'by_rule' as recognition,
    null as legal_source,
    null as confidence
from printed
