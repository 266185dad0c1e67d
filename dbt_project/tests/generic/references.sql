{#- Rows whose columns, none of them null, name no row of the other relation; dbt's own test knows one column. -#}
{% test references(model, columns, to, to_columns) -%}
    select
        {% for column in columns -%}
            referring.{{ column }}{{ ', ' if not loop.last }}
        {%- endfor %}
    from {{ model }} as referring
    where
        {% for column in columns -%}
            referring.{{ column }} is not null and
        {% endfor -%}
        not exists (
            select 1
            from {{ to }} as referred
            where
                {% for column in columns -%}
                    {{ 'and ' if not loop.first }}referred.{{ to_columns[loop.index0] }} = referring.{{ column }}
                {% endfor %}
        )
{%- endtest %}
