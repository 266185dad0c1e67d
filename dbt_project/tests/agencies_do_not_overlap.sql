-- On any day a province has one agency of a name; two would part its work between them.
{{ config(meta={'dagster': {'ref': {'name': 'dim_agency'}}}) }}
select
    agencies.agency_id,
    rivals.agency_id as other_agency_id
from {{ ref('stg_known_agencies') }} as agencies
inner join {{ ref('stg_known_agencies') }} as rivals
    on
        agencies.agency_key = rivals.agency_key
        and agencies.agency_id < rivals.agency_id
        and daterange(agencies.valid_from, agencies.valid_to) && daterange(rivals.valid_from, rivals.valid_to)
