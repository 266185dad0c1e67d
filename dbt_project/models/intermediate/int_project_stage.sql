{{ rows_of('document_or_submission') }}
{{ config(indexes=[{'columns': ['source_id']}, {'columns': ['first_words']}]) }}
-- Every line about a project, planned or reported, with its money and its due date as that source has them.
with budgets as (
    select distinct on (budgets.document_id, budgets.line_key)
        budgets.document_id,
        budgets.line_key,
        budgets.amount_vnd,
        budgets.period_end_year,
        case
            when budgets.period_start_year = budgets.period_end_year then budgets.period_end_year::text
            else budgets.period_start_year || '-' || budgets.period_end_year
        end as amount_period
    from {{ ref('fct_project_budget') }} as budgets
    where budgets.amount_vnd is not null and {{ is_changed('budgets.document_id') }}
    order by
        budgets.document_id asc,
        budgets.line_key asc,
        budgets.period_end_year - budgets.period_start_year desc nulls last,
        budgets.budget_no asc
),

planned as (
    select
        projects.document_id,
        projects.line_key,
        projects.project_name,
        budgets.amount_vnd,
        budgets.amount_period,
        coalesce(
            {{
                due_date(fold_text("concat_ws(' ', projects.project_name, projects.scope, projects.expected_output)"))
            }},
            make_date(budgets.period_end_year::int, 12, 31)
        ) as due_date
    from {{ ref('dim_project') }} as projects
    left join budgets
        on
            projects.document_id = budgets.document_id
            and projects.line_key = budgets.line_key
    where {{ is_changed('projects.document_id') }}
),

stages as materialized (
    select
        planned.document_id as source_id,
        planned.line_key,
        planned.document_id,
        null as submission_id,
        planned.project_name,
        -- Folding is what is dear about comparing names; it is done once for each.
        {{ fold_thing('planned.project_name') }} as thing,
        planned.amount_vnd,
        planned.amount_period,
        planned.due_date
    from planned
    union all
    select
        returned.submission_id as source_id,
        returned.line_key,
        null as document_id,
        returned.submission_id,
        returned.project_name,
        {{ fold_thing('returned.project_name') }} as thing,
        returned.appropriated_vnd as amount_vnd,
        case when returned.appropriated_vnd is not null then 'appropriated' end as amount_period,
        returned.expected_completion_date as due_date
    from {{ ref('fct_project_return_row') }} as returned
    where {{ is_changed('returned.submission_id') }}
)

select
    stages.*,
    {{ first_words('stages.thing') }} as first_words
from stages
