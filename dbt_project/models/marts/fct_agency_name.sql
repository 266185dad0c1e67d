{#- The server takes the uses for a few dozen, and would look into the index for each mention. -#}
{{ config(pre_hook='set local enable_nestloop = off') }}
-- A name that nobody knows is a row with proposals; a person adds it to agency_spellings.csv.
with named as (
    select
        mentions.document_id,
        mentions.submission_id,
        mentions.named_on,
        mentions.mention_count,
        mentions.first_line_key,
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

-- Sources are counted before names, so that no text has to be sorted.
of_sources as (
    select
        name_text,
        province_name,
        agency_id,
        coalesce(document_id, submission_id) as source_id,
        min(state) as state,
        bool_or(is_after_end) as is_after_end,
        sum(mention_count) as mention_count,
        -- In a document before in a return, the earliest first; nulls come last.
        min(
            array[
                (document_id is null)::text,
                coalesce(to_char(named_on, 'YYYY-MM-DD'), ''),
                document_id,
                first_line_key,
                proposals::text
            ]
        ) as first_mention
    from named
    group by name_text, province_name, agency_id, coalesce(document_id, submission_id)
),

counted as (
    select
        name_text,
        province_name,
        agency_id,
        min(state) as state,
        bool_or(is_after_end) as is_after_end,
        sum(mention_count)::bigint as mention_count,
        count(*) as document_count,
        min(first_mention) as first_mention
    from of_sources
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
    counted.first_mention[3] as first_document_id,
    counted.first_mention[4] as first_line_key,
    concat_ws('/', coalesce(counted.province_name, '-'), counted.name_text, counted.agency_id) as name_id,
    case when counted.state = 'unknown' then counted.first_mention[5]::jsonb end as proposals
from counted
