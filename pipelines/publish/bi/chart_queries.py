"""The SQL that the charts and filters of the dashboards send to the warehouse, as Superset writes it, for plans and benchmarks.

What a chart asks is read from its file in ``data/bi``; a reader's filters come on top of that.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from pipelines.metadata.bi import bi_views
from pipelines.publish.bi.bundle import BUNDLE, identifier
from pipelines.publish.queries import Query

_ROWS = 1000
"""Rows that Superset asks for where a chart or filter says nothing else."""


def chart_queries() -> tuple[Query, ...]:
    """Return the query of every chart and of every filter's list of values, by name. Raises KeyError for a data set that is not there."""
    charts = [_of_chart(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in _files("charts")]
    return (*charts, *_of_filters())


def _of_chart(name: str, chart: Mapping[str, Any]) -> Query:
    params = chart["params"]
    conditions = [f"({each['sqlExpression']})" for each in params.get("adhoc_filters", ())]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    relation = _relation(chart["dataset_uuid"])
    limit = params.get("row_limit") or _ROWS
    if params.get("query_mode") == "raw":
        columns, order = params["all_columns"], [_order(each) for each in params.get("order_by_cols") or ()]
        text = f"select {', '.join(columns)} from {relation}{where}{_ordered(order)} limit {limit}"
    else:
        groups = _groups(params)
        metrics = params.get("metrics") or [params["metric"]]
        values = [f'{metric["sqlExpression"]} as "{metric["label"]}"' for metric in metrics]
        grouped = f" group by {', '.join(groups)}" if groups else ""
        order = [f'"{metrics[0]["label"]}" desc'] if groups else []
        text = f"select {', '.join([*groups, *values])} from {relation}{where}{grouped}{_ordered(order)} limit {limit}"
    # A percent sign in what a person typed is no parameter.
    return Query(f"chart_{name}", str(chart["slice_name"]), {}, text.replace("%", "%%"))


def _of_filters() -> Iterator[Query]:
    for path in _files("dashboards"):
        dashboard = yaml.safe_load(path.read_text(encoding="utf-8"))
        for each in dashboard["metadata"]["native_filter_configuration"]:
            for target in each["targets"]:
                column = target["column"]["name"]
                yield Query(
                    f"filter_{path.stem}_{column}",
                    f"{dashboard['dashboard_title']}: {each['name']}",
                    {},
                    f"select {column} from {_relation(target['datasetUuid'])} group by {column} order by {column} limit {_ROWS}",
                )


def _groups(params: Mapping[str, Any]) -> list[str]:
    groups = [params["x_axis"]] if "x_axis" in params else []
    return [*groups, *params.get("groupby", ()), *params.get("groupbyRows", ()), *params.get("groupbyColumns", ())]


def _order(entry: str) -> str:
    column, ascending = yaml.safe_load(entry)
    return f"{column} {'asc' if ascending else 'desc'}"


def _ordered(order: Sequence[str]) -> str:
    return f" order by {', '.join(order)}" if order else ""


def _relation(dataset: str) -> str:
    return {identifier("dataset", name): f"bi.{name}" for name in bi_views()}[dataset]


def _files(folder: str) -> Iterator[Any]:
    yield from sorted((BUNDLE / folder).glob("*.yaml"))
