-- A period that ends before it starts would drop out of every question about a year.
{{ config(meta={'dagster': {'ref': {'name': 'dim_document'}}}) }}
select
    'documents' as dataset,
    document_id as row_key
from {{ ref('dim_document') }}
where period_end < period_start
union all
select
    'indicator_results' as dataset,
    document_id || '/' || line_key as row_key
from {{ ref('fct_indicator_result') }}
where period_end < period_start and {{ is_untested('document_id', 'fct_indicator_result') }}
union all
select
    'project_budgets' as dataset,
    document_id || '/' || line_key as row_key
from {{ ref('fct_project_budget') }}
where period_end_year < period_start_year and {{ is_untested('document_id', 'fct_project_budget') }}
union all
select
    'administrative_units' as dataset,
    unit_id as row_key
from {{ ref('dim_administrative_unit') }}
where valid_to <= valid_from
