"""What is made from the declaration of the BI views and from the dashboards, against the declaration."""

import re
from typing import Any

import pytest
import yaml

from pipelines.metadata import datasets, quality_datasets
from pipelines.metadata.bi import bi_views, labels
from pipelines.publish.bi.bundle import BUNDLE, dashboards
from pipelines.publish.bi.dbt_docs import closed_page
from pipelines.publish.bi.generated import render_generated
from pipelines.settings import DBT_PROJECT, PROJECT_ROOT


@pytest.mark.parametrize("path", sorted(render_generated()))
def test_checked_in_file_is_what_the_declaration_says(path: str) -> None:
    assert (PROJECT_ROOT / path).read_text(encoding="utf-8") == render_generated()[path], (
        "run: python -m pipelines.publish.bi"
    )


def test_no_generated_data_set_is_left_over() -> None:
    assert {path.stem for path in (BUNDLE / "datasets" / "khoso").iterdir()} == set(bi_views())
    assert {path.stem for path in (DBT_PROJECT / "models" / "bi").glob("*.sql")} == set(bi_views())


def test_every_dashboard_and_dataset_is_an_exposure() -> None:
    declared = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    expected = {f"dashboard_{dashboard.slug}" for dashboard in dashboards()}
    expected |= {f"dataset_{name}" for name in {**datasets(), **quality_datasets()}}
    assert {exposure["name"] for exposure in declared} == expected
    assert all(exposure["depends_on"] and exposure["owner"]["name"] for exposure in declared)


def test_every_chart_is_on_a_dashboard() -> None:
    charts = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (BUNDLE / "charts").glob("*.yaml")]
    assert len(charts) == sum(dashboard.chart_count for dashboard in dashboards())


def test_every_column_that_a_chart_lists_is_one_of_its_view() -> None:
    views = {content["uuid"]: content for content in _files("datasets/khoso")}
    for chart in _files("charts"):
        columns = {column["column_name"] for column in views[chart["dataset_uuid"]]["columns"]}
        params = chart["params"]
        used = {*params.get("all_columns", ()), *params.get("groupby", ()), *params.get("groupbyRows", ())}
        used |= {params["x_axis"]} if "x_axis" in params else set()
        assert used <= columns, (chart["slice_name"], used - columns)


def test_labels_that_models_ask_for_are_declared() -> None:
    asked = set()
    for path in (DBT_PROJECT / "models" / "bi").glob("*.sql"):
        asked |= set(re.findall(r"label_of\('(\w+)'", path.read_text(encoding="utf-8")))
    assert asked == set(labels())


def test_page_of_dbt_loads_nothing_from_elsewhere() -> None:
    page = closed_page('<html><head><link href="//x.example/a.css" rel="stylesheet"><title>t</title></head></html>')
    assert "x.example" not in page
    assert "Content-Security-Policy" in page


def _files(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((BUNDLE / folder).glob("*.yaml"))]
