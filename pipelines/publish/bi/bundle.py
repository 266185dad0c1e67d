"""The dashboards as files (``data/bi``), in the form in which Superset exports and imports them.

Charts and dashboards are written in Superset or by hand. The data sets they draw on are made from the declaration of the
BI views, so that labels and meanings of columns are the same in the database and on a dashboard.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from pipelines.metadata.bi import BiColumn, BiView, bi_views
from pipelines.publish.bi.dbt_files import dump, sql_type
from pipelines.settings import PROJECT_ROOT

BUNDLE = PROJECT_ROOT / "data" / "bi"
DATABASE_NAME = "khoso"
READER_URI = "postgresql+psycopg2://khoso_reader@/khoso"
"""What the file of the database says; where the warehouse really is, ``khoso bi`` tells Superset."""

_SPACE = uuid.UUID("6f2d7a9e-5a3c-5c5e-9d43-0d1f5c1f7b11")
_TIMES = frozenset({"date", "timestamp"})


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One dashboard: its address, its Vietnamese title and description, and the BI views its charts and filters read."""

    slug: str
    title: str
    description: str
    views: tuple[str, ...]
    chart_count: int


def dashboards() -> list[Dashboard]:
    """Return the dashboards of the bundle by slug. Raises ValueError where one shows a chart or a view that is not there."""
    charts = {chart["uuid"]: chart for chart in _read("charts")}
    return [_dashboard(content, charts) for content in sorted(_read("dashboards"), key=lambda each: str(each["slug"]))]


def render_bundle() -> Mapping[str, str]:
    """Render the generated part of the bundle: path below ``data/bi`` -> text."""
    return {
        "metadata.yaml": dump({"version": "1.0.0", "type": "assets", "timestamp": "2024-01-01T00:00:00+00:00"}),
        f"databases/{DATABASE_NAME}.yaml": dump(_database()),
        **{f"datasets/{DATABASE_NAME}/{view.name}.yaml": dump(_dataset(view)) for view in bi_views().values()},
    }


def bundle_files() -> Iterator[tuple[str, bytes]]:
    """Yield every file of the bundle in a fixed order: path below ``data/bi``, bytes."""
    for path in sorted(BUNDLE.rglob("*.yaml")):
        yield path.relative_to(BUNDLE).as_posix(), path.read_bytes()


def identifier(kind: str, name: str) -> str:
    """Return the UUID by which Superset knows an object of the bundle: the same wherever it is made."""
    return str(uuid.uuid5(_SPACE, f"{kind}/{name}"))


def _read(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((BUNDLE / folder).glob("*.yaml"))]


def _dashboard(content: Mapping[str, Any], charts: Mapping[str, Mapping[str, Any]]) -> Dashboard:
    views = {identifier("dataset", name): name for name in bi_views()}
    shown = [
        element["meta"]["uuid"]
        for element in content["position"].values()
        if isinstance(element, dict) and element.get("type") == "CHART"
    ]
    if strays := [each for each in shown if each not in charts]:
        raise ValueError(f"dashboard {content['slug']} shows charts that data/bi/charts lacks: {', '.join(strays)}")
    read = {charts[each]["dataset_uuid"] for each in shown}
    for native_filter in content["metadata"].get("native_filter_configuration", ()):
        read |= {target["datasetUuid"] for target in native_filter["targets"]}
    if strays := sorted(read - views.keys()):
        raise ValueError(f"dashboard {content['slug']} reads data sets that no BI view is: {', '.join(strays)}")
    return Dashboard(
        slug=content["slug"],
        title=content["dashboard_title"],
        description=content["description"],
        views=tuple(sorted(views[each] for each in read)),
        chart_count=len(shown),
    )


def _database() -> dict[str, Any]:
    return {
        "database_name": DATABASE_NAME,
        "sqlalchemy_uri": READER_URI,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": identifier("database", DATABASE_NAME),
        "version": "1.0.0",
    }


def _dataset(view: BiView) -> dict[str, Any]:
    return {
        "table_name": view.name,
        "main_dttm_col": None,
        "description": view.comment,
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "schema": "bi",
        "sql": None,
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": None,
        "uuid": identifier("dataset", view.name),
        "metrics": [
            {
                "metric_name": "count",
                "verbose_name": "Số dòng",
                "metric_type": "count",
                "expression": "COUNT(*)",
                "d3format": ",d",
            }
        ],
        "columns": [_column(column) for column in view.columns],
        "version": "1.0.0",
        "database_uuid": identifier("database", DATABASE_NAME),
    }


def _column(column: BiColumn) -> dict[str, Any]:
    return {
        "column_name": column.name,
        "verbose_name": column.label_vi,
        "is_dttm": column.type in _TIMES,
        "is_active": True,
        "type": sql_type(column).upper(),
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": column.comment,
        "python_date_format": None,
        "extra": None,
    }
