{#-
    Rows whose columns, none of them null, name no row of the relation that a foreign key refers to; dbt's own test
    knows one column and one key. Where both relations hold the rows of one unit, and so are `within` it, those of units
    that did not change are not asked again.
-#}
{% test references(model, foreign_keys) -%}
    {%- for key in foreign_keys %}
        {{ 'union all' if not loop.first }}
        select
            '{{ key['columns'] | join(', ') }}' as foreign_key,
            concat_ws(', ', referring.{{ key['columns'] | join(', referring.') }}) as referring_to
        from {{ model }} as referring
        where
            {{ is_untested('referring.' ~ key.within.column, key.within.model) if key.within else 'true' }}
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
    {% endfor %}
{%- endtest %}
