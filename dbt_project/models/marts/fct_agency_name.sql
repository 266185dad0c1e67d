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

mentioned as (
    select
        named.*,
        row_number() over (
            partition by named.name_text, named.province_name, named.agency_id
            order by
                named.document_id is null asc, named.named_on asc, named.document_id asc, named.first_line_key asc
        ) as mention_no
    from named
),

counted as (
    select
        mentioned.name_text,
        mentioned.province_name,
        mentioned.agency_id,
        min(mentioned.state) as state,
        bool_or(mentioned.is_after_end) as is_after_end,
        sum(mentioned.mention_count)::bigint as mention_count,
        count(distinct coalesce(mentioned.document_id, mentioned.submission_id)) as document_count,
        -- Of the first mention; there is one in each group.
        min(mentioned.document_id) filter (where mentioned.mention_no = 1) as first_document_id,
        min(mentioned.first_line_key) filter (where mentioned.mention_no = 1) as first_line_key,
        (array_agg(mentioned.proposals) filter (where mentioned.mention_no = 1))[1] as proposals
    from mentioned
    group by mentioned.name_text, mentioned.province_name, mentioned.agency_id
)

select
    counted.name_text,
    counted.province_name,
    counted.state,
    counted.agency_id,
    counted.is_after_end,
    counted.mention_count,
    counted.document_count,
    counted.first_document_id,
    counted.first_line_key,
    concat_ws('/', coalesce(counted.province_name, '-'), counted.name_text, counted.agency_id) as name_id,
    case when counted.state = 'unknown' then counted.proposals end as proposals
from counted
