{#-
    Rows whose columns, none of them null, name no row of the relation that a foreign key refers to; dbt's own test
    knows one column and one key. Of a model that is brought up to date unit by unit, rows that did not come in are asked
    again only where the relation that they refer to may have lost some: two selects for each key, of which the server
    answers the second without looking at a row otherwise.
-#}
{% test references(model, foreign_keys) -%}
    {%- set referring = graph.nodes['model.khoso.' ~ model.identifier] if execute else none -%}
    {%- set unit = referring.config.unique_key if referring and referring.config.materialized == 'incremental' -%}
    {%- for key in foreign_keys %}
        {%- set is_first_key = loop.first %}
        {%- for which in ([came_in('(' ~ unit ~ ')', model.identifier)] if unit else [])
            + [has_no_account(model.identifier) ~ ' or ' ~ may_have_lost_keys(key['to'].identifier)] %}
        {{ 'union all' if not (is_first_key and loop.first) }}
        select
            '{{ key['columns'] | join(', ') }}' as foreign_key,
            concat_ws(', ', referring.{{ key['columns'] | join(', referring.') }}) as referring_to
        from {{ model }} as referring
        where
            ({{ which }})
            {% for column in key['columns'] -%}
                and referring.{{ column }} is not null
            {% endfor -%}
            and not exists (
                select 1
                from {{ key['to'] }} as referred
                where
                    {% for column in key['columns'] -%}
                        {{ 'and ' if not loop.first -}}
                        referred.{{ key['to_columns'][loop.index0] }} = referring.{{ column }}
                    {% endfor %}
            )
        {%- endfor %}
    {% endfor %}
{%- endtest %}
