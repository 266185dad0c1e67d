{#-
    Rows whose columns, none of them null, name no row of the other relation; dbt's own test knows one column. Where both
    relations hold the rows of one unit, and so are `within` it, those of units that did not change are not asked again.
-#}
{% test references(model, columns, to, to_columns, within=none) -%}
    select
        {% for column in columns -%}
            referring.{{ column }}{{ ', ' if not loop.last }}
        {%- endfor %}
    from {{ model }} as referring
    where
        {{ is_untested('referring.' ~ within.column, within.model) if within else 'true' }}
    {% for column in columns -%}
            and referring.{{ column }} is not null
        {% endfor -%}
        and not exists (
            select 1
            from {{ to }} as referred
            where
                {% for column in columns -%}
                    {{ 'and ' if not loop.first }}referred.{{ to_columns[loop.index0] }} = referring.{{ column }}
                {% endfor %}
        )
{%- endtest %}
