{#-
    Tables whose rows are replaced in place, instead of dbt's own way of a new table under the old one's name: views on
    them and the rights to read them stay, readers see the old rows until the new ones are there, and a build that fails
    leaves what stood. Only where the code changed is a table made anew, as its columns and indexes may have.

    The same for `incremental`, of which only the rows of changed units are replaced (macros/units.sql).
-#}
{% materialization table, adapter='postgres' -%}
    {{ return(build_rows()) }}
{%- endmaterialization %}

{% materialization incremental, adapter='postgres' -%}
    {{ return(build_rows()) }}
{%- endmaterialization %}

{% macro build_rows() -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set units = config.get('meta', {}).get('units') -%}
    {%- set code = code_of_build() | trim -%}
    {%- set stands = namespace(as_is=false) -%}
    {%- if existing is not none and existing.is_table and code and not should_full_refresh() -%}
        {%- set stands.as_is = run_query(
            "select model from " ~ built_models() ~ " where model = '" ~ model.name ~ "' and code = '" ~ code ~ "'"
        ).rows | length > 0 -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if units -%}
        {%- do run_query(list_changed_units(units, stands.as_is)) -%}
    {%- endif -%}
    {%- if stands.as_is -%}
        {#- Not by dbt's `statement`, which writes each of them into a file first. -#}
        {%- set response, no_rows = adapter.execute(replace_rows(target, units), auto_begin=True) -%}
        {{ store_result('main', response=response) }}
        {{ run_hooks(post_hooks, inside_transaction=True) }}
        {%- do adapter.commit() -%}
    {%- else -%}
        {%- do build_anew(target, existing, units, code) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{%- endmacro %}

{#- A table without a contract has the columns that its query had when the same code made it, in the same order. -#}
{% macro replace_rows(target, units) -%}
    {%- if units %}
        delete from {{ target }} where {{ config.get('unique_key') }} in (select changed_units.unit from changed_units);
    {%- elif config.get('contract').enforced %}
        delete from {{ target }};
    {%- else %}
        truncate {{ target }};
    {%- endif %}
    {%- if config.get('contract').enforced %}
        insert into {{ target }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        {{ get_select_subquery(sql) }};
    {%- else %}
        insert into {{ target }} {{ sql }};
    {%- endif %}
    {{ note_built_units(units) }}
{%- endmacro %}

{% macro build_anew(target, existing, units, code) -%}
    {%- set made = make_intermediate_relation(target) -%}
    {%- do drop_relation_if_exists(load_cached_relation(made)) -%}
    {%- call statement('main') -%}
        {{ get_create_table_as_sql(False, made, sql) }}
        delete from {{ built_units() }} where model = '{{ model.name }}';
        {{ note_built_units(units) }}
        insert into {{ built_models() }} (model, code, unit_column)
        values ('{{ model.name }}', '{{ code }}', {{ "'" ~ (config.get('unique_key') | replace("'", "''")) ~ "'" if units else 'null' }})
        on conflict (model) do update set code = excluded.code, unit_column = excluded.unit_column;
    {%- endcall -%}
    {%- do create_indexes(made) -%}
    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(made, target) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
{%- endmacro %}

{#- The units whose rows the statement that follows makes, and the versions they then have. -#}
{% macro list_changed_units(units, stands) -%}
    create temporary table changed_units on commit drop as
    select
        coalesce(present.unit, built.unit) as unit,
        present.version
    from (
        {%- for unit in units %}
        {{ 'union all' if not loop.first }}
        select {{ unit['key'] }} as unit, {{ unit['version'] }} as version
        from {{ ref(unit['model']) }}
        where {{ unit['counts'] }}
        {%- endfor %}
    ) as present
    full outer join (
        select unit, version from {{ built_units() }} where model = '{{ model.name }}' and {{ 'true' if stands else 'false' }}
    ) as built on present.unit = built.unit
    where present.version is distinct from built.version;
    analyze changed_units;
{%- endmacro %}

{% macro note_built_units(units) -%}
    {%- if units -%}
        delete from {{ built_units() }}
        where model = '{{ model.name }}' and unit in (select changed_units.unit from changed_units);
        insert into {{ built_units() }} (model, unit, version)
        select '{{ model.name }}', unit, version from changed_units where version is not null;
    {%- endif -%}
{%- endmacro %}
