-- Whom figures are rolled up to today, and all that its rows depend on: its name, whose heir it is, and what the
-- documents and returns say that state figures of these.
with heirs as (
    {{ heirs_on("date '9999-12-31'") }}
),

stating as (
    select distinct
        scope,
        coalesce(unit_id, agency_id) as origin_id,
        coalesce(document_id, submission_id) as source_id
    from {{ ref('fct_printed_figure') }}
    where value is not null
),

stated as (
    select
        stating.scope,
        stating.origin_id,
        string_agg(
            concat_ws(' ', built_units.unit, built_units.version), ' ' order by built_units.unit
        ) as sources_version
    from stating
    inner join {{ built_units() }} as built_units
        on
            stating.source_id = built_units.unit
            and built_units.model = 'fct_printed_figure'
    group by stating.scope, stating.origin_id
),

inherited as (
    select
        heirs.scope,
        heirs.subject_id,
        string_agg(
            concat_ws(
                '|', heirs.origin_id, heirs.heir_id, heirs.share_passed, heirs.valid_from, heirs.valid_to,
                stated.sources_version
            ),
            '#' order by heirs.origin_id, heirs.share_passed, stated.sources_version
        ) as heirs_version
    from heirs
    left join stated
        on heirs.scope = stated.scope and heirs.origin_id = stated.origin_id
    group by heirs.scope, heirs.subject_id
    having count(stated.sources_version) > 0
)

select
    concat_ws('/', inherited.scope, inherited.subject_id) as subject_key,
    {{ digest_of("concat_ws('#', coalesce(units.name, agencies.name), inherited.heirs_version)") }} as subject_version
from inherited
left join {{ ref('dim_administrative_unit') }} as units
    on inherited.scope = 'unit' and inherited.subject_id = units.unit_id
left join {{ ref('dim_agency') }} as agencies
    on inherited.scope = 'agency' and inherited.subject_id = agencies.agency_id
