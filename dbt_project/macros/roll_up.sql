{#-
    Printed figures on the units and agencies that hold the area or the tasks on the day `as_of`. Counts and money add up by the
    shares of succession, a percentage is computed again from the sums of its parts, everything else is refused; a refusal is
    a row with its reason. A figure of one predecessor that nothing else joined stays what it was.
-#}
{% macro roll_up(as_of, subjects='true') -%}
with heirs as (
    select * from (
        {{ heirs_on(as_of) }}
    ) as heirs_of_all
    where {{ subjects }}
),

-- One figure of each unit or agency; where its documents disagree, none.
stated as (
    select
        scope,
        coalesce(unit_id, agency_id) as origin_id,
        measure_kind,
        measure_key,
        min(measure_name) as measure_name,
        unit,
        period_start,
        period_end,
        max(value) as value,
        max(numerator) as numerator,
        max(denominator) as denominator,
        count(distinct value) > 1 or count(distinct numerator) > 1 or count(distinct denominator) > 1 as is_disputed,
        jsonb_agg(distinct coalesce(document_id, submission_id)) as documents
    from {{ ref('fct_printed_figure') }}
    where
        value is not null
        and (scope, coalesce(unit_id, agency_id)) in (select heirs.scope, heirs.origin_id from heirs)
        {% if subjects != 'true' %}
        -- Arrays of a few are looked up in the index, where the server would take what is selected for many.
        and scope = any(array(select heirs.scope from heirs))
        and coalesce(unit_id, agency_id) = any(array(select heirs.origin_id from heirs))
        {% endif %}
    group by scope, coalesce(unit_id, agency_id), measure_kind, measure_key, unit, period_start, period_end
),

placed as (
    select
        stated.*,
        heirs.heir_id,
        heirs.share_passed,
        heirs.subject_id
    from stated
    inner join heirs
        on stated.scope = heirs.scope and stated.origin_id = heirs.origin_id
),

added as (
    select
        scope,
        subject_id,
        measure_kind,
        measure_key,
        min(measure_name) as measure_name,
        unit,
        period_start,
        period_end,
        sum(value * share_passed) as value,
        sum(numerator * share_passed) as numerator,
        sum(denominator * share_passed) as denominator,
        count(*) as part_count,
        count(share_passed) as share_count,
        count(numerator) as numerator_count,
        count(denominator) as denominator_count,
        bool_and(origin_id = subject_id) as is_itself,
        bool_and(share_passed = 1) as is_whole,
        bool_or(heir_id is null) as is_without_heir,
        bool_or(is_disputed) as is_disputed,
        jsonb_agg(
            jsonb_build_object(
                'id', origin_id, 'value', value, 'numerator', numerator, 'denominator', denominator,
                'documents', documents
            )
            order by origin_id
        ) as parts
    from placed
    group by scope, subject_id, measure_kind, measure_key, unit, period_start, period_end
),

-- Who would have to state the figure for it to be that of the whole: all that there were when the period began, as a plan
-- of the year of a merger was made by those before it.
counted as (
    select
        added.*,
        greatest(
            (
                select count(*)
                from heirs
                where
                    heirs.scope = added.scope
                    and heirs.heir_id = added.subject_id
                    and not added.is_itself
                    and coalesce(heirs.valid_from, '-infinity'::date)
                    <= coalesce(added.period_start, added.period_end, 'infinity'::date)
                    and coalesce(heirs.valid_to, 'infinity'::date)
                    > coalesce(added.period_start, added.period_end, '-infinity'::date)
            ),
            added.part_count
        ) as predecessor_count
    from added
),

judged as (
    select
        counted.*,
        case
            when is_disputed then 'several_values'
            when is_without_heir then 'no_heir'
            when is_whole and part_count = 1 and predecessor_count = 1 then null
            when is_itself then null
            when share_count < part_count then 'share_unknown'
            when unit in ('count', 'vnd') then null
            when unit = 'percent' and numerator_count = part_count and denominator_count = part_count and denominator > 0
                then null
            when unit = 'percent' then 'parts_unknown'
            else 'not_additive'
        end as reason
    from counted
)

select
    concat_ws(
        '/', judged.scope, judged.subject_id, judged.measure_key, judged.unit, judged.period_start, judged.period_end
    ) as figure_id,
    judged.scope,
    judged.subject_id,
    coalesce(units.name, agencies.name) as subject_name,
    judged.measure_kind,
    judged.measure_key,
    judged.measure_name,
    judged.unit,
    judged.period_start,
    judged.period_end,
    case
        when judged.reason is not null then null
        when judged.unit = 'percent' and not judged.is_itself and judged.predecessor_count > 1
            then trim_scale(round(100 * judged.numerator / judged.denominator, 4))
        else judged.value
    end as value,
    case when judged.reason is null then judged.numerator end as numerator,
    case when judged.reason is null then judged.denominator end as denominator,
    case
        when judged.reason is not null then 'refused'
        when judged.is_itself then 'as_printed'
        when judged.part_count = 1 and judged.predecessor_count = 1 then 'renamed'
        when judged.unit = 'percent' then 'recomputed'
        else 'summed'
    end as state,
    judged.reason,
    case judged.reason
        when 'several_values' then 'Các văn bản nêu những số khác nhau cho cùng một kỳ nên không cộng dồn.'
        when 'no_heir' then 'Đơn vị, cơ quan đã kết thúc mà không có nơi kế thừa.'
        when 'share_unknown' then 'Chỉ một phần được chuyển sang và chưa biết tỷ lệ của phần đó.'
        when 'not_additive' then 'Thứ hạng, kết quả có/không không cộng dồn được.'
        when 'parts_unknown' then 'Tỷ lệ phần trăm thiếu tử số hoặc mẫu số nên không tính lại được.'
    end as reason_text,
    judged.part_count,
    judged.predecessor_count - judged.part_count as missing_count,
    judged.parts
from judged
left join {{ ref('dim_administrative_unit') }} as units
    on judged.scope = 'unit' and judged.subject_id = units.unit_id
left join {{ ref('dim_agency') }} as agencies
    on judged.scope = 'agency' and judged.subject_id = agencies.agency_id
{%- endmacro %}

{#- Who holds the area or the tasks of each unit and agency on the day `as_of`: theirs is part of whose figure. -#}
{% macro heirs_on(as_of) -%}
    select
        heirs.*,
        coalesce(heirs.heir_id, heirs.origin_id) as subject_id
    from (
        select
            'unit' as scope,
            successors.unit_id as origin_id,
            successors.heir_unit_id as heir_id,
            successors.share_passed,
            origins.valid_from,
            origins.valid_to
        from {{ ref('bridge_unit_successor') }} as successors
        inner join {{ ref('dim_administrative_unit') }} as origins
            on successors.unit_id = origins.unit_id
        where
            {{ holds_on('successors', as_of) }}
        union all
        select
            'agency' as scope,
            successors.agency_id as origin_id,
            successors.heir_agency_id as heir_id,
            successors.share_passed,
            origins.valid_from,
            origins.valid_to
        from {{ ref('bridge_agency_successor') }} as successors
        inner join {{ ref('dim_agency') }} as origins
            on successors.agency_id = origins.agency_id
        where
            {{ holds_on('successors', as_of) }}
        union all
        -- Of agencies outside the register no succession is known.
        select
            'agency' as scope,
            agencies.agency_id as origin_id,
            agencies.agency_id as heir_id,
            1 as share_passed,
            agencies.valid_from,
            agencies.valid_to
        from {{ ref('dim_agency') }} as agencies
        where agencies.recognition = 'by_rule'
        union all
        -- An agency that ended without any heir has a row for itself, as a unit that was abolished has.
        select
            'agency' as scope,
            agencies.agency_id as origin_id,
            null as heir_id,
            null as share_passed,
            agencies.valid_from,
            agencies.valid_to
        from {{ ref('dim_agency') }} as agencies
        where
            agencies.recognition = 'register'
            and agencies.valid_to <= {{ as_of }}
            and not exists (
                select 1
                from {{ ref('bridge_agency_successor') }} as successors
                where
                    successors.agency_id = agencies.agency_id
                    and {{ holds_on('successors', as_of) }}
            )
    ) as heirs
{%- endmacro %}

{#- Whether a row of `relation`, valid from a day to before another, is so on the day `as_of`. -#}
{% macro holds_on(relation, as_of) -%}
    coalesce({{ relation }}.valid_from, '-infinity'::date) <= {{ as_of }}
    and coalesce({{ relation }}.valid_to, 'infinity'::date) > {{ as_of }}
{%- endmacro %}

{#- The same for any day, as a function that BI tools and the reader may call. -#}
{% macro create_roll_up_function() -%}
    create or replace function {{ this.schema }}.rolled_up_figures_on(as_of date)
    returns table (
        figure_id text, scope text, subject_id text, subject_name text, measure_kind text, measure_key text,
        measure_name text, unit text, period_start date, period_end date, value numeric, numerator numeric,
        denominator numeric, state text, reason text, reason_text text, part_count bigint, missing_count bigint,
        parts jsonb
    )
    language sql stable
    as $body$ {{ roll_up('$1') }} $body$
{%- endmacro %}
