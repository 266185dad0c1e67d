select
    figures.figure_id,
    figures.unit_id,
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
    figures.numerator,
    figures.denominator,
    figures.document_id,
    figures.submission_id
from {{ ref('fct_printed_figure') }} as figures
left join {{ ref('dim_administrative_unit') }} as units
    on figures.unit_id = units.unit_id
where figures.scope = 'unit'
