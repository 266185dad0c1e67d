-- A name that nobody knows is a row with proposals; a person adds it to agency_spellings.csv.
with named as (
    select
        mentions.document_id,
        mentions.submission_id,
        mentions.line_key,
        mentions.named_on,
        uses.name_text,
        uses.province_name,
        uses.agency_id,
        uses.state,
        uses.is_after_end,
        uses.proposals
    from {{ ref('int_agency_mention') }} as mentions
    inner join {{ ref('int_agency_use') }} as uses
        on
            mentions.agency_key = uses.agency_key
            and mentions.name_text = uses.name_text
            and mentions.issuer_key = uses.issuer_key
            and mentions.named_on = uses.named_on
),

first_mention as (
    select distinct on (name_text, province_name, agency_id)
        name_text,
        province_name,
        agency_id,
        document_id,
        line_key,
        proposals
    from named
    order by
        name_text asc, province_name asc, agency_id asc,
        document_id is null asc, named_on asc, document_id asc, line_key asc
),

counted as (
    select
        name_text,
        province_name,
        agency_id,
        min(state) as state,
        bool_or(is_after_end) as is_after_end,
        count(*) as mention_count,
        count(distinct coalesce(document_id, submission_id)) as document_count
    from named
    group by name_text, province_name, agency_id
)

select
    counted.name_text,
    counted.province_name,
    counted.state,
    counted.agency_id,
    counted.is_after_end,
    counted.mention_count,
    counted.document_count,
    first_mention.document_id as first_document_id,
    first_mention.line_key as first_line_key,
    concat_ws('/', coalesce(counted.province_name, '-'), counted.name_text, counted.agency_id) as name_id,
    case when counted.state = 'unknown' then first_mention.proposals end as proposals
from counted
inner join first_mention
    on
        counted.name_text = first_mention.name_text
        and counted.province_name is not distinct from first_mention.province_name
        and counted.agency_id is not distinct from first_mention.agency_id
