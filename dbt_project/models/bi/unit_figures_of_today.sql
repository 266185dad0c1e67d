select
    figures.figure_id,
    figures.subject_id as unit_id,
    units.code as unit_code,
    units.name as unit_name,
    units.level as unit_level,
    {{ label_of('unit_level', 'units.level') }} as level_label,
    figures.measure_kind,
    {{ label_of('measure_kind', 'figures.measure_kind') }} as measure_kind_label,
    figures.measure_key,
    figures.measure_name,
    figures.unit as measure_unit,
    figures.period_start,
    figures.period_end,
    cast(extract(year from figures.period_end) as bigint) as figure_year,
    figures.value,
    case when figures.unit = 'vnd' then figures.value / 1000000 else figures.value end as shown_value,
    figures.state,
    {{ label_of('figure_state', "figures.state") }} as state_label,
    figures.reason_text,
    figures.part_count,
    figures.missing_count
from {{ ref('fct_rolled_up_figure') }} as figures
left join {{ ref('dim_administrative_unit') }} as units
    on figures.subject_id = units.unit_id
where figures.scope = 'unit'
