{{ rows_of('document') }}
select
    {{ columns_of('indicator_targets', 'indicator_targets', leave_out=['indicator_id']) }},
    coalesce(indicator_targets.indicator_id, matches.indicator_id) as indicator_id
from {{ ref('stg_indicator_targets') }} as indicator_targets
inner join {{ ref('int_current_document') }} as current_documents
    on
        indicator_targets.document_id = current_documents.document_id
        and indicator_targets.load_source_sha256 = current_documents.source_sha256
left join {{ ref('fct_indicator_match') }} as matches
    on
        indicator_targets.document_id = matches.document_id
        and indicator_targets.line_key = matches.line_key
        and indicator_targets.component_no = matches.component_no
        and matches.joins_series
where {{ is_changed('current_documents.document_id') }}
