{#-
    What readers of the marts go by: whether they are being built, and a mark that changes with each build. One row in a table of
    its own, which is no dataset: it says when, and a mart never does.
-#}
{% macro mark_build(state) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        create schema if not exists marts;
        create table if not exists marts.warehouse_build (
            only_one boolean primary key default true check (only_one),
            state text not null check (state in ('building', 'built')),
            mark text not null
        );
        insert into marts.warehouse_build (state, mark) values ('{{ state }}', '{{ invocation_id }}')
        on conflict (only_one) do update set state = excluded.state, mark = excluded.mark;
    {%- endif -%}
{%- endmacro %}
