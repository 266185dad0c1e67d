{{ rows_of('document') }}
-- Every line of a current document that states a target or a result of an indicator, with what a return may name it by.
select
    targets.document_id,
    targets.line_key,
    targets.indicator_id,
    targets.target_year,
    targets.target_value,
    targets.target_text,
    targets.unit,
    {{ fold_text('targets.indicator_name') }} as folded_name
from {{ ref('stg_indicator_targets') }} as targets
inner join {{ ref('int_current_document') }} as current_documents
    on
        targets.document_id = current_documents.document_id
        and targets.load_source_sha256 = current_documents.source_sha256
where
    {{ is_changed('current_documents.document_id') }}
    and targets.component_no = 0
union all
select
    results.document_id,
    results.line_key,
    results.indicator_id,
    null as target_year,
    null as target_value,
    null as target_text,
    results.unit,
    {{ fold_text('results.indicator_name') }} as folded_name
from {{ ref('stg_indicator_results') }} as results
inner join {{ ref('int_current_document') }} as current_documents
    on
        results.document_id = current_documents.document_id
        and results.load_source_sha256 = current_documents.source_sha256
where {{ is_changed('current_documents.document_id') }}
