{{ rows_of('document') }}
select
    {{ columns_of('indicator_results', 'indicator_results', leave_out=['indicator_id']) }},
    coalesce(indicator_results.indicator_id, matches.indicator_id) as indicator_id
from {{ ref('stg_indicator_results') }} as indicator_results
inner join {{ ref('int_current_document') }} as current_documents
    on
        indicator_results.document_id = current_documents.document_id
        and indicator_results.load_source_sha256 = current_documents.source_sha256
left join {{ ref('fct_indicator_match') }} as matches
    on
        indicator_results.document_id = matches.document_id
        and indicator_results.line_key = matches.line_key
        and matches.component_no = 0
        and matches.joins_series
where {{ is_changed('current_documents.document_id') }}
