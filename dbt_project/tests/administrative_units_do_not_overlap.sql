-- On any day a code of one level is one unit; two would double whatever is added up over it.
{{ config(meta={'dagster': {'ref': {'name': 'dim_administrative_unit'}}}) }}
select
    units.unit_id,
    rivals.unit_id as other_unit_id
from {{ ref('dim_administrative_unit') }} as units
inner join {{ ref('dim_administrative_unit') }} as rivals
    on
        units.code = rivals.code
        and units.level = rivals.level
        and units.unit_id < rivals.unit_id
        and daterange(units.valid_from, units.valid_to) && daterange(rivals.valid_from, rivals.valid_to)
