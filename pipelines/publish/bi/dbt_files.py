"""The parts of the dbt project that repeat the declaration of the BI views: their properties, and the macro of labels."""

from typing import Any

import yaml

from pipelines.load.tables import DIALECT, SQL_TYPES
from pipelines.metadata.bi import BiColumn, BiView, bi_views, labels

HEADER = "Generated from pipelines/metadata/bi.yml by python -m pipelines.publish.bi; change it there."
_MACRO = """\
{{#- {header} -#}}

{{#- What a code is called in Vietnamese; one without a label is what unnamed says, else it stays as it is. -#}}
{{% macro label_of(name, expression, unnamed=none) -%}}
    {{%- set declared = {{{declared}
    }} -%}}
    {{%- set codes = declared[name] -%}}
    case {{{{ expression }}}}
    {{% for code, label in codes.items() if code != 'none' %}}
        when '{{{{ code }}}}' then '{{{{ label }}}}'
    {{% endfor %}}
        else coalesce({{{{ unnamed or expression }}}}, {{{{ "'" ~ codes['none'] ~ "'" if 'none' in codes else 'null' }}}})
    end
{{%- endmacro %}}
"""


def render_properties() -> str:
    """Render ``models/bi/bi.yml``: a description of every view and column."""
    properties = {"version": 2, "models": [_model(view) for view in bi_views().values()]}
    return f"# {HEADER}\n{dump(properties)}"


def render_labels() -> str:
    """Render ``macros/label_of.sql``."""
    declared = "".join(f"\n        {name!r}: {dict(codes)!r}," for name, codes in labels().items())
    return _MACRO.format(header=HEADER, declared=declared)


def dump(content: dict[str, Any]) -> str:
    """Write YAML as every generated file is written."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def sql_type(column: BiColumn) -> str:
    """Return the type of ``column`` as SQL writes it."""
    return SQL_TYPES[column.type].compile(dialect=DIALECT).lower()


def _model(view: BiView) -> dict[str, Any]:
    return {
        "name": view.name,
        "description": view.comment,
        "config": {"contract": {"enforced": True}},
        "columns": [
            # dbt warns of a bare numeric; PostgreSQL keeps all its digits.
            {
                "name": column.name,
                "data_type": sql_type(column).replace("numeric", "pg_catalog.numeric"),
                "description": column.comment,
            }
            for column in view.columns
        ],
    }
