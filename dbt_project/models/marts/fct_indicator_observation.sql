{{ rows_of('document_or_submission', 'coalesce(document_id, submission_id)') }}
-- A figure that a document prints and one that an agency reports are two rows, also where they agree.
with observed as (
    select
        results.document_id || '#' || results.line_key as observation_id,
        results.indicator_id,
        results.indicator_name,
        'document' as source_kind,
        results.document_id,
        null as submission_id,
        results.line_key,
        documents.issuer_agency_id as agency_id,
        results.period_start,
        results.period_end,
        results.result_value,
        results.unit,
        results.result_text,
        results.numerator,
        results.denominator,
        results.note,
        null as target_value,
        results.source_page,
        results.source_line_start,
        results.source_line_end,
        results.source_sheet,
        results.source_cell
    from {{ ref('fct_indicator_result') }} as results
    inner join {{ ref('dim_document') }} as documents
        on results.document_id = documents.document_id
    where {{ is_changed('results.document_id') }}
    union all
    select
        returned.submission_id || '#' || returned.line_key as observation_id,
        matches.indicator_id,
        returned.indicator_name,
        'return' as source_kind,
        null as document_id,
        returned.submission_id,
        returned.line_key,
        returned.agency_id,
        returned.period_start,
        returned.period_end,
        returned.result_value,
        returned.unit,
        returned.result_text,
        returned.numerator,
        returned.denominator,
        returned.explanation as note,
        returned.target_value,
        returned.source_page,
        returned.source_line_start,
        returned.source_line_end,
        returned.source_sheet,
        returned.source_cell
    from {{ ref('fct_indicator_return_row') }} as returned
    left join {{ ref('fct_indicator_match') }} as matches
        on
            returned.submission_id = matches.submission_id
            and returned.line_key = matches.line_key
            and matches.joins_series
    where {{ is_changed('returned.submission_id') }}
)

select
    {{ columns_of('indicator_observations', 'observed', leave_out=['indicator_key']) }},
    coalesce(observed.indicator_id, matches.core_name, {{ fold_text('observed.indicator_name') }}) as indicator_key
from observed
left join {{ ref('fct_indicator_match') }} as matches
    on observed.observation_id || '#0' = matches.match_id
