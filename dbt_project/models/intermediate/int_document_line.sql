{{ rows_of('source') }}
-- What the tables of a document name line by line, folded: the same in every format that it comes in.
select distinct
    targets.load_source_sha256 as source_sha256,
    targets.document_id,
    {{ fold_text('targets.indicator_name') }} as line_text
from {{ ref('stg_indicator_targets') }} as targets
where
    {{ is_changed('targets.load_source_sha256') }}
    and targets.indicator_name is not null
    and targets.component_no = 0
union
select distinct
    results.load_source_sha256,
    results.document_id,
    {{ fold_text('results.indicator_name') }}
from {{ ref('stg_indicator_results') }} as results
where
    {{ is_changed('results.load_source_sha256') }}
    and results.indicator_name is not null
union
select distinct
    projects.load_source_sha256,
    projects.document_id,
    {{ fold_text('projects.project_name') }}
from {{ ref('stg_projects') }} as projects
where
    {{ is_changed('projects.load_source_sha256') }}
    and projects.project_name is not null
