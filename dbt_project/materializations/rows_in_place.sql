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
    {%- set stands_as_is = existing is not none and existing.is_table and is_made_by_this_code() and not should_full_refresh() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if units -%}
        {#- Not by dbt's `run_query`, which writes each of them into a file first. -#}
        {%- do adapter.execute(list_changed_units(units, stands_as_is), auto_begin=True) -%}
    {%- endif -%}
    {%- if stands_as_is -%}
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
    {%- set columns = adapter.dispatch('get_column_names', 'dbt')() if config.get('contract').enforced -%}
    {%- set key = namespace(columns=[]) -%}
    {%- for constraint in model.constraints if constraint.type == 'primary_key' -%}
        {%- set key.columns = constraint.columns -%}
    {%- endfor -%}
    {{ allow_memory() }}
    {%- if units %}
        {#-
            What a model says of nested loops is meant for its query; few units are found by an index. A unit that comes in
            has no rows yet, which spares looking for them.
        #}
        select set_config('khoso.enable_nestloop', current_setting('enable_nestloop'), true);
        set local enable_nestloop = on;
        delete from {{ target }}
        where {{ config.get('unique_key') }} in (select changed_units.unit from changed_units where changed_units.has_rows);
        select set_config('enable_nestloop', current_setting('khoso.enable_nestloop'), true);
        update {{ built_models() }} set lost_keys = true
        where model = '{{ model.name }}' and not lost_keys and exists (select from changed_units where has_rows);
    {%- elif not columns %}
        truncate {{ target }};
    {%- elif not key.columns %}
        delete from {{ target }};
    {%- endif %}
    {%- if columns and key.columns and not units %}
        {{- write_what_differs(target, columns, key.columns) }}
    {%- elif columns %}
        insert into {{ target }} ({{ columns }}) {{ get_select_subquery(sql) }};
    {%- else %}
        insert into {{ target }} {{ sql }};
    {%- endif %}
    {{ note_built_units(units) }}
{%- endmacro %}

{#- For this model: what does not fit is sorted on disk, which a few thousand rows of text do not with the server's 4 MB. -#}
{% macro allow_memory() -%}
        select set_config('work_mem', '32MB', true)
        where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('32MB');
{%- endmacro %}

{#-
    Rows that are as they were are left alone, as a row with its indexes and constraints costs several times as much to
    write as to compare. Compared is every byte (`*=`): 1.0 and 1.00 are two.
-#}
{% macro write_what_differs(target, columns, key) -%}
    {%- set same_key = [] -%}
    {%- for column in key -%} {%- do same_key.append('present.' ~ column ~ ' = fresh.' ~ column) -%} {%- endfor -%}
    {%- set same_key = same_key | join(' and ') %}
        create temporary table fresh_rows (like {{ target }}) on commit drop;
        insert into fresh_rows ({{ columns }}) {{ get_select_subquery(sql) }};
        with replaced as (
            delete from {{ target }} as present
            where not exists (
                select from fresh_rows as fresh where {{ same_key }} and fresh operator(pg_catalog.*=) present
            )
            returning {{ key | join(', ') }}
        )
        update {{ built_models() }} set lost_keys = true
        where
            model = '{{ model.name }}'
            and not lost_keys
            and exists (
                select from replaced as present
                where not exists (select from fresh_rows as fresh where {{ same_key }})
            );
        insert into {{ target }}
        select fresh.* from fresh_rows as fresh
        where not exists (select from {{ target }} as present where {{ same_key }});
{%- endmacro %}

{% macro build_anew(target, existing, units, code) -%}
    {%- set made = make_intermediate_relation(target) -%}
    {%- do drop_relation_if_exists(load_cached_relation(made)) -%}
    {%- call statement('main') -%}
        {{ allow_memory() }}
        {{ get_create_table_as_sql(False, made, sorted_by_unit(units)) }}
        {#- Of a table that is new the server knows nothing, and plans what reads it next by a guess. #}
        analyze {{ made }};
        delete from {{ built_units() }} where model = '{{ model.name }}';
        {{ note_built_units(units) }}
        insert into {{ built_models() }} (model, code, unit_column)
        values ('{{ model.name }}', '{{ code }}', {{ "'" ~ (config.get('unique_key') | replace("'", "''")) ~ "'" if units else 'null' }})
        on conflict (model) do update
        set code = excluded.code, unit_column = excluded.unit_column, lost_keys = true;
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

{#- What one unit brings is read and replaced together later, and so is to lie together. -#}
{% macro sorted_by_unit(units) -%}
    {%- if units -%}
        select * from (
{{ sql }}
        ) as of_units
        order by ({{ config.get('unique_key') }}) collate "C"
    {%- else -%}
        {{ sql }}
    {%- endif -%}
{%- endmacro %}

{#- The units whose rows the statement that follows makes, and the versions they then have. -#}
{% macro list_changed_units(units, stands) -%}
    create temporary table present_units on commit drop as
    {%- for unit in units %}
        {{ 'union all' if not loop.first }}
        {#- One without a version would be in no account, and have rows all the same where all are made. #}
        select {{ unit['key'] }} as unit, coalesce({{ unit['version'] }}, '') as version
        from {{ ref(unit['model']) }}
        where {{ unit['counts'] }}
    {%- endfor %};
    create temporary table changed_units on commit drop as
    select
        coalesce(present.unit, built.unit) as unit,
        present.version,
        built.unit is not null as has_rows
    from present_units as present
    full outer join (
        select unit, version from {{ built_units() }} where model = '{{ model.name }}' and {{ 'true' if stands else 'false' }}
    ) as built on present.unit = built.unit
    where present.version is distinct from built.version;
    {%- for unit in units if unit['followers'] and stands %}
        {#- Rows of other units that were made by way of a changed one. #}
        insert into changed_units (unit, version, has_rows)
        select present.unit, present.version, true
        from present_units as present
        where
            present.unit in (
                select made.{{ unit['key'] }} from {{ this }} as made
                where made.{{ unit['followers'] }} in (select changed_units.unit from changed_units)
            )
            and present.unit not in (select changed_units.unit from changed_units);
    {%- endfor %}
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
