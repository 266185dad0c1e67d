{#-
    Models that are brought up to date unit by unit: what a document, a return or a source brought is replaced as a
    whole where its version changed, and nothing else is touched. A model says so in two lines (docs/warehouse.md):

        {{ rows_of('document') }}
        select ... where {{ is_changed('current_documents.document_id') }}

    Only a model whose rows of one unit depend on nothing but that unit may say so: one that looks at other documents,
    or at a dimension that others can change, is made anew each time. A row that depends on two documents and nothing
    else is made again when either changed (`of_either`).
-#}
{% macro rows_of(kind, column=none) -%}
    {#- Where the units that count stand, and what changes when their rows may have. -#}
    {%- set kinds = {
        'document': {
            'key': 'document_id',
            'model': 'int_current_document',
            'version': "concat_ws(' ', source_sha256, load_version)",
            'counts': 'true',
        },
        'source': {
            'key': 'source_sha256',
            'model': 'int_current_source',
            'version': "concat_ws(' ', load_version, source_name)",
            'counts': 'true',
        },
        'named_source': {
            'key': 'source_name',
            'model': 'int_current_source',
            'version': "concat_ws(' ', load_version, source_sha256)",
            'counts': 'true',
        },
        'submission': {
            'key': 'submission_id',
            'model': 'int_submission',
            'version': "concat_ws(' ', load_version, source_name)",
            'counts': 'not is_superseded',
        },
        'edge': {
            'key': "edge_kind || '#' || from_source_id || '#' || to_source_id",
            'model': 'int_plan_edge',
            'version': version_of_rows('int_line_word', ['from_source_id', 'to_source_id']),
            'counts': 'true',
        },
        'later_source': {
            'key': 'to_source_id',
            'model': 'int_plan_edge',
            'version': "string_agg(concat_ws(' ', edge_kind, from_source_id, "
            ~ version_of_rows('int_line_word', ['from_source_id', 'to_source_id'])
            ~ "), ' ' order by edge_kind, from_source_id)",
            'counts': "edge_kind = 'succession' group by to_source_id",
        },
        'planned_document': {
            'key': 'document_id',
            'model': 'int_planned_document',
            'version': 'lines_version',
            'counts': 'true',
        },
        'reported_document': {
            'key': 'document_id',
            'model': 'int_reported_document',
            'version': 'projects_version',
            'counts': 'true',
        },
        'resolved_document': {
            'key': 'document_id',
            'model': 'int_resolved_document',
            'version': 'citations_version',
            'counts': 'true',
        },
        'citing_document': {
            'key': 'document_id',
            'model': 'int_resolved_document',
            'version': 'citations_version',
            'counts': 'true',
            'followers': 'rests_on_id',
        },
        'figure_document': {
            'key': 'document_id',
            'model': 'dim_document',
            'version': version_of_rows('fct_indicator_observation', ['document_id']) ~ " || " ~ names_of_agencies(),
            'counts': 'true',
        },
        'figure_subject': {
            'key': 'subject_key',
            'model': 'int_figure_subject',
            'version': 'subject_version',
            'counts': 'true',
        },
        'loaded_return': {
            'key': 'submission_id',
            'model': 'stg_submissions',
            'version': "string_agg(concat_ws('|', load_source_sha256, agency_id, agency_name, period_end), '#'"
            ~ " order by load_source_sha256)",
            'counts': 'agency_id is not null group by submission_id',
        },
        'listed_document': {
            'key': 'document_id',
            'model': 'document_register',
            'version': "concat_ws('|', " ~ version_of_rows('fct_project_state', ['document_id']) ~ ", "
            ~ version_of_rows('fct_project_link', ['document_id']) ~ ")",
            'counts': 'true',
        },
        'issuer': {
            'key': "coalesce(issuer_agency_id, '')",
            'model': 'document_register',
            'version': digest_of("string_agg(concat_ws('|', document_id, province_code, province_name, issuer_name, "
            ~ version_of_rows('fct_quality_check', ['document_id']) ~ "), '#' order by document_id)"),
            'counts': "true group by coalesce(issuer_agency_id, '')",
        },
        'stating_agency': {
            'key': "coalesce(agency_id, '')",
            'model': 'int_indicator_owner',
            'version': digest_of("concat_ws('#', string_agg(owner_version, ' ' order by owner_key),"
            ~ " (select agencies.name from marts.dim_agency as agencies where agencies.agency_id = int_indicator_owner.agency_id))"),
            'counts': "true group by agency_id",
        },
        'counted_document': {
            'key': 'document_id',
            'model': 'document_register',
            'version': "concat_ws('|', " ~ version_of_rows('fct_project_state', ['document_id']) ~ ", "
            ~ version_of_rows('fct_appropriation', ['document_id']) ~ ", "
            ~ version_of_rows('fct_quality_check', ['document_id'])
            ~ ", (select owners.owner_version from intermediate.int_indicator_owner as owners"
            ~ " where owners.owner_key = coalesce(document_register.issuer_agency_id, document_register.document_id)))",
            'counts': 'true',
        },
        'owner': {
            'key': 'owner_key',
            'model': 'int_indicator_owner',
            'version': 'owner_version',
            'counts': 'true',
        },
    } -%}
    {#- Lines stand in documents and in returns; the rows of a model of both say which. -#}
    {%- set units = [] -%}
    {%- for part in kind.split('_or_') -%} {%- do units.append(kinds[part]) -%} {%- endfor -%}
    {{- config(
        materialized='incremental',
        on_schema_change='fail',
        unique_key=column or (units[0]['key'] if units | length == 1 else 'source_id'),
        meta={'units': units}
    ) -}}
    {#- What a model waits for; a unit test has no units and would have to be given them. -#}
    {%- if this is not none -%}
        {%- for unit in units -%} {%- set present_units = ref(unit['model']) -%} {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#-
    For a model that has rows only where one of these loaded tables has: a build leaves it out, with its tests, while it
    and they are empty (pipelines/orchestrate/dbt_standing.py).
-#}
{% macro rows_come_from() -%}
    {{- config(meta={'rows_come_from': varargs}) -}}
{%- endmacro %}

{#-
    What the register and others say of the agencies of a document of `dim_document`: how the issuer is called, and of what
    kind those are that lead its projects.
-#}
{% macro names_of_agencies() -%}
    concat_ws(
        '|',
        (
            select agencies.name from marts.dim_agency as agencies
            where agencies.agency_id = dim_document.issuer_agency_id
        ),
        (
            select string_agg(concat_ws(' ', agencies.agency_id, agencies.kind), ' ' order by agencies.agency_id)
            from (
                select distinct assignments.agency_id
                from marts.bridge_assignment as assignments
                where
                    assignments.document_id = dim_document.document_id
                    and assignments.role = 'lead'
                    and assignments.subject_kind = 'project'
            ) as leads
            inner join marts.dim_agency as agencies on leads.agency_id = agencies.agency_id
        )
    )
{%- endmacro %}

{#- A version that says as much as a long text. -#}
{% macro digest_of(text) -%}
    encode(sha256(convert_to({{ text }}, 'UTF8')), 'hex')
{%- endmacro %}

{#- Of which versions of some units the rows of a model upstream are; one that is brought up to date by these units. -#}
{% macro version_of_rows(model, units) -%}
    (
        select string_agg(built_units.version, ' ' order by array_position(array[{{ units | join(', ') }}], built_units.unit))
        from {{ built_units() }} as built_units
        where built_units.model = '{{ model }}' and built_units.unit in ({{ units | join(', ') }})
    )
{%- endmacro %}

{#- The unit that a row of two units is replaced with, for `rows_of`: whichever of them changed. -#}
{% macro of_either(key, other_key) -%}
    case when {{ key }} in (select changed_units.unit from changed_units) then {{ key }} else {{ other_key }} end
{%- endmacro %}

{#- Whether the rows of a unit are to be made in this build; unit tests and the first build make those of all. -#}
{% macro is_changed(key) -%}
    {#- A unit test has no relation of its own. -#}
    {%- if this is not none and is_incremental() -%}
        {{ key }} in (select changed_units.unit from changed_units)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    For a test: whether a row of `model` came in since the tests of that model last passed; the others did pass. Of a
    model that is made anew each time every row is to be tested. A test of large tables asks for the two apart, in two
    selects: then rows that came in are found by an index, and the others are not looked for where there is an account.
-#}
{% macro is_untested(key, model) -%}
    ({{ came_in(key, model) }} or {{ has_no_account(model) }})
{%- endmacro %}

{% macro came_in(key, model) -%}
    {%- set tested_model = ref(model) -%}
    {{ key }} in (
        select built_units.unit
        from {{ built_units() }} as built_units
        where built_units.model = '{{ model }}' and built_units.is_untested
    )
{%- endmacro %}

{% macro has_no_account(model) -%}
    not exists (select 1 from {{ built_units() }} as built_units where built_units.model = '{{ model }}')
{%- endmacro %}

{#- For a test: whether a row of `model` may be gone, or have another key, since all tests that read it last passed. -#}
{% macro may_have_lost_keys(model) -%}
    not exists (
        select 1
        from {{ built_models() }} as built_models
        where built_models.model = '{{ model }}' and not built_models.lost_keys
    )
{%- endmacro %}

{#- What the models hold, unit by unit, and by which code they were built: dbt's own account, outside of its models. -#}
{% macro built_units() -%} intermediate.built_units {%- endmacro %}
{% macro built_models() -%} intermediate.built_models {%- endmacro %}

{% macro create_build_account() -%}
    create schema if not exists intermediate;
    create table if not exists {{ built_models() }} (
        model text primary key, code text not null, unit_column text
    );
    alter table {{ built_models() }} add column if not exists lost_keys boolean not null default true;
    create table if not exists {{ built_units() }} (
        model text not null,
        unit text not null,
        version text not null,
        is_untested boolean not null default true,
        primary key (model, unit)
    );
{%- endmacro %}

{#-
    What the rows of every model depend on beside the loaded rows. Rows made by other code are made again. Without the
    fingerprint, when dbt is started by hand, every build is a full one.
-#}
{% macro code_of_build() -%}
    {{- env_var('KHOSO_DBT_CODE', '') -}}
{%- endmacro %}

{#- Told from outside: to ask the account takes longer for each model than to fill many of them. -#}
{% macro is_made_by_this_code() -%}
    {{ return(code_of_build() | trim != '' and model.name in env_var('KHOSO_DBT_MADE', '').split(' ')) }}
{%- endmacro %}

{#-
    After a build: which code made the views and seeds, and by which code a test passed, as those need not be made or
    asked again where nothing loaded is behind them; and what came in or may be gone of models all of whose tests came
    through need not be asked for again. A test that was left out together with the model that it is attached to says
    nothing new (dbt_standing.py); where things are selected by name, it might.
-#}
{% macro note_build(results) -%}
    {%- set passed = {} -%}
    {%- for result in results -%}
        {%- do passed.update({result.node.unique_id: result.status in ('success', 'pass', 'warn')}) -%}
    {%- endfor -%}
    {%- set open = {} -%}
    {#- There is no graph before anything runs. -#}
    {%- for test in (graph.nodes.values() if execute else []) if test.resource_type == 'test' -%}
        {%- set is_left_out = test.attached_node and test.attached_node not in passed
            and not invocation_args_dict.get('select') -%}
        {%- for unique_id in test.depends_on.nodes if not passed.get(test.unique_id, is_left_out) -%}
            {%- do open.update({unique_id: true}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set tested = [] -%}
    {%- for result in results
        if result.node.resource_type == 'model' and passed[result.node.unique_id] and result.node.unique_id not in open -%}
        {%- do tested.append(result.node.name) -%}
    {%- endfor -%}
    {%- if tested -%}
        update {{ built_units() }} set is_untested = false
        where is_untested and model in ('{{ tested | join("', '") }}');
        update {{ built_models() }} set lost_keys = false
        where lost_keys and model in ('{{ tested | join("', '") }}');
    {%- endif -%}
    {%- for result in results
        if passed[result.node.unique_id] and result.status != 'warn'
            and (result.node.resource_type in ('seed', 'test') or result.node.config.materialized == 'view') -%}
        {{- '\ninsert into ' ~ built_models() ~ ' (model, code) values\n' if loop.first -}}
        ('{{ result.node.name }}', '{{ code_of_build() }}'){{ ',\n' if not loop.last }}
        {{- '\non conflict (model) do update set code = excluded.code;' if loop.last -}}
    {%- endfor -%}
{%- endmacro %}

{#-
    For a hook: what the server knows of a table's rows is put right where a good part of them is new, as what reads it
    later in the same build is planned by that. The server does so by itself, but only a while later.
-#}
{% macro analyze_where_grown() -%}
    do $$ begin
        if exists (
            select from pg_stat_user_tables
            where relid = '{{ this }}'::regclass and n_mod_since_analyze > 100 + 0.2 * n_live_tup
        ) or exists (
            select from pg_class where oid = '{{ this }}'::regclass and reltuples < 1
        ) then
            analyze {{ this }};
        end if;
    end $$
{%- endmacro %}
