-- What the authorities of a unit state of the whole unit is a figure of the unit; what any other agency states, and the
-- lines that a plan puts it in charge of, are figures of the agency.
{{ rows_of('figure_document_or_submission', 'coalesce(document_id, submission_id)') }}
{{ config(indexes=[
    {'columns': ['scope', 'unit_id']}, {'columns': ['scope', 'agency_id']}, {'columns': ['scope', 'measure_kind', 'figure_id']},
    {'columns': ['scope', '(coalesce(unit_id, agency_id))']},
]) }}
with documents as (
    select
        documents.document_id,
        documents.issuer_agency_id,
        documents.province_code,
        documents.period_start,
        documents.period_end,
        {{ fold_agency('agencies.name') }} as folded_issuer,
        coalesce(documents.issue_date, documents.period_start, documents.period_end) as stated_on
    from {{ ref('dim_document') }} as documents
    inner join {{ ref('dim_agency') }} as agencies
        on documents.issuer_agency_id = agencies.agency_id
    where {{ is_changed('documents.document_id') }}
),

-- The committee of a unit bears its name; of two units called alike none is meant.
unit_documents as (
    select
        documents.document_id,
        min(units.unit_id) as unit_id
    from documents
    inner join {{ ref('dim_administrative_unit') }} as units
        on
            documents.folded_issuer = 'ubnd ' || {{ fold_text('units.name') }}
            and documents.province_code
            = case when units.level = 'province' then units.code else units.parent_code end
            and coalesce(units.valid_from, '-infinity'::date) <= documents.stated_on
            and coalesce(units.valid_to, 'infinity'::date) > documents.stated_on
    group by documents.document_id
    having count(*) = 1
),

issued as (
    select
        documents.document_id,
        documents.period_start,
        documents.period_end,
        unit_documents.unit_id,
        case when unit_documents.unit_id is null then 'agency' else 'unit' end as scope,
        case when unit_documents.unit_id is null then documents.issuer_agency_id end as agency_id
    from documents
    left join unit_documents
        on documents.document_id = unit_documents.document_id
),

-- A line that several lead belongs to none of them alone.
led as (
    select
        assignments.document_id,
        assignments.subject_key as line_key,
        min(assignments.agency_id) as agency_id
    from {{ ref('bridge_assignment') }} as assignments
    left join {{ ref('dim_agency') }} as agencies
        on assignments.agency_id = agencies.agency_id
    where
        assignments.subject_kind = 'project'
        and assignments.role = 'lead'
        and {{ is_changed('assignments.document_id') }}
    group by assignments.document_id, assignments.subject_key
    having count(*) = 1 and min(agencies.kind) <> 'group'
),

owned as (
    select
        issued.document_id,
        issued.period_start,
        issued.period_end,
        issued.scope,
        issued.unit_id,
        issued.agency_id,
        projects.line_key,
        '' as suffix
    from issued
    inner join {{ ref('dim_project') }} as projects
        on issued.document_id = projects.document_id
    union all
    select
        led.document_id,
        issued.period_start,
        issued.period_end,
        'agency' as scope,
        null as unit_id,
        led.agency_id,
        led.line_key,
        '_led' as suffix
    from led
    inner join issued
        on led.document_id = issued.document_id
),

figures as (
    select
        observations.observation_id as figure_id,
        coalesce(issued.scope, 'agency') as scope,
        issued.unit_id,
        case when issued.unit_id is null then observations.agency_id end as agency_id,
        'indicator_result' as measure_kind,
        observations.indicator_key as measure_key,
        observations.indicator_name as measure_name,
        observations.unit,
        observations.period_start,
        observations.period_end,
        observations.result_value as value,
        observations.numerator,
        observations.denominator,
        observations.document_id,
        observations.submission_id
    from {{ ref('fct_indicator_observation') }} as observations
    left join issued
        on observations.document_id = issued.document_id
    where
        (issued.unit_id is not null or observations.agency_id is not null)
        and {{ is_changed('coalesce(observations.document_id, observations.submission_id)') }}
    union all
    select
        concat_ws(
            '/', 'project_budget' || owned.suffix, coalesce(owned.unit_id, owned.agency_id), owned.document_id,
            budgets.period_start_year, budgets.period_end_year
        ) as figure_id,
        owned.scope,
        owned.unit_id,
        owned.agency_id,
        'project_budget' as measure_kind,
        'project_budget' || owned.suffix as measure_key,
        null as measure_name,
        'vnd' as unit,
        make_date(budgets.period_start_year::integer, 1, 1) as period_start,
        make_date(budgets.period_end_year::integer, 12, 31) as period_end,
        sum(budgets.amount_vnd) as value,
        null as numerator,
        null as denominator,
        owned.document_id,
        null as submission_id
    from owned
    inner join {{ ref('fct_project_budget') }} as budgets
        on owned.document_id = budgets.document_id and owned.line_key = budgets.line_key
    group by
        owned.scope, owned.unit_id, owned.agency_id, owned.document_id, owned.suffix,
        budgets.period_start_year, budgets.period_end_year
    union all
    select
        concat_ws(
            '/', 'project_count' || owned.suffix, coalesce(owned.unit_id, owned.agency_id), owned.document_id
        ) as figure_id,
        owned.scope,
        owned.unit_id,
        owned.agency_id,
        'project_count' as measure_kind,
        'project_count' || owned.suffix as measure_key,
        null as measure_name,
        'count' as unit,
        owned.period_start,
        owned.period_end,
        count(*) as value,
        null as numerator,
        null as denominator,
        owned.document_id,
        null as submission_id
    from owned
    group by
        owned.scope, owned.unit_id, owned.agency_id, owned.document_id, owned.suffix,
        owned.period_start, owned.period_end
)

select
    {{ columns_of('printed_figures', 'figures') }}
from figures
