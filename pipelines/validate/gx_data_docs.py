"""Draws Data Docs pages with Great Expectations' own renderers and templates, in a frame of our own.

Its page template loads styles and scripts from five hosts and prints the time of the run; ours has one style sheet in
the page and neither scripts nor times, so that a release can be read offline and has the same bytes every time.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, TypedDict

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from pipelines.metadata import datasets
from pipelines.validate import gx_expectations
from pipelines.validate.model import ExpectationResult, Severity
from pipelines.validate.suite_files import Layer, Rule, read_rules

REGISTERED = gx_expectations
_PAGES = Path(__file__).with_name("data_docs_pages")
_LAYERS: Mapping[Layer, tuple[str, str]] = {
    "records": ("Khi đọc từ nguồn", "Kiểm tra từng dòng đọc được từ nguồn, trước khi nạp."),
    "marts": ("Trước khi phát hành", "Kiểm tra toàn bộ kho trước khi phát hành."),
}
_VIETNAMESE = {
    "Table-Level Expectations": "Nhiều cột hoặc toàn bảng",
    "Status": "Kết quả",
    "Expectation": "Quy tắc",
    "Observed Value": "Quan sát",
    "$unexpected_count unexpected values found. $unexpected_percent of $element_count total rows.": (
        "$unexpected_count dòng không đạt, $unexpected_percent của $element_count dòng."
    ),
}
_SEVERITIES: tuple[Severity, ...] = ("reject", "contradiction", "note")


class _Page(TypedDict):
    path: str
    title: str
    row_count: int
    rule_count: int
    broken_by_severity: list[int]


class _OfflinePageView(DefaultJinjaPageView):
    """Great Expectations' page view with our page templates before its own."""

    def __init__(self) -> None:
        super().__init__()
        self.env.loader = ChoiceLoader([FileSystemLoader(_PAGES), *filter(None, [self.env.loader])])


def render_site(results: Sequence[ExpectationResult]) -> dict[str, str]:
    """Return the pages (path below the site -> HTML) of ``results``, which hold each rule once, in the order to show."""
    layers = []
    pages: dict[str, str] = {}
    for layer, (title, text) in _LAYERS.items():
        shown: list[_Page] = []
        for dataset in datasets().values():
            mine = [r for r in results if r.suite in {f"{layer}.{dataset.name}", f"{layer}.base.{dataset.name}"}]
            if mine:
                page = _describe_page(f"{layer}/{dataset.name}.html", f"{dataset.title_vi} ({dataset.name})", mine)
                shown.append(page)
                pages[page["path"]] = _render_suite(layer, dataset.name, text, page, mine)
        layers.append({"title": title, "pages": shown})
    index = _new_view().env.get_template("index.html").render(layers=layers)
    return {"index.html": index, **pages}


def _describe_page(path: str, title: str, results: Sequence[ExpectationResult]) -> _Page:
    broken = [result.severity for result in results if not result.success]
    return {
        "path": path,
        "title": title,
        "row_count": max(result.evaluated_count for result in results),
        "rule_count": len(results),
        "broken_by_severity": [broken.count(severity) for severity in _SEVERITIES],
    }


def _render_suite(layer: Layer, dataset: str, text: str, page: _Page, results: Sequence[ExpectationResult]) -> str:
    rules = read_rules(layer)
    known = {(rule.suite, rule.name): rule for rule in rules[dataset].rules} if dataset in rules else {}
    validated = ExpectationSuiteValidationResult(
        success=all(result.success for result in results),
        results=[_as_validated(result, known.get((result.suite, result.rule))) for result in results],
        suite_name=f"{layer}.{dataset}",
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": sum(result.success for result in results),
            "unsuccessful_expectations": sum(not result.success for result in results),
            "success_percent": None,
        },
        meta={},
        suite_parameters={},
    )
    document = ValidationResultsPageRenderer().render(validated)
    # The first section is the overview with the run's name and time; the template says the rest of it in Vietnamese.
    document.sections = document.sections[1:]
    template = _new_view().env.get_template("suite.html")
    return template.render(
        {
            **_translate(document.to_json_dict()),
            "title": page["title"],
            "layer_text": text,
            "rule_count": page["rule_count"],
            "row_count": page["row_count"],
            "broken_count": sum(page["broken_by_severity"]),
        }
    )


def _translate(content: Any) -> Any:  # noqa: ANN401 - any JSON
    match content:
        case dict():
            return {name: _translate(value) for name, value in content.items()}
        case list():
            return [_translate(value) for value in content]
        case str():
            return _VIETNAMESE.get(content.strip(), content)
    return content


def _as_validated(result: ExpectationResult, rule: Rule | None) -> ExpectationValidationResult:
    # A rule that has left the suite files has no arguments any more: it is drawn as one that needs none, in its words.
    kind = rule.expectation if rule else "expect_table_row_count_to_be_between"
    kwargs = dict(rule.configuration["kwargs"]) if rule else {}
    evaluated, unexpected = result.evaluated_count, result.unexpected_count
    severities = {
        "reject": FailureSeverity.CRITICAL,
        "contradiction": FailureSeverity.WARNING,
        "note": FailureSeverity.INFO,
    }
    configuration = ExpectationConfiguration(
        type=kind,
        kwargs=kwargs,
        meta={"rule": result.rule},
        description=result.message,
        severity=severities[result.severity],
    )
    percent = 100 * unexpected / evaluated if evaluated else 0.0
    return ExpectationValidationResult(
        success=result.success,
        expectation_config=configuration,
        result={
            "element_count": evaluated,
            "unexpected_count": unexpected,
            "unexpected_percent": percent,
            "unexpected_percent_nonmissing": percent,
            **({"observed_value": evaluated} if rule is not None and rule.is_about_table else {}),
        },
        meta={},
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _new_view() -> _OfflinePageView:
    view = _OfflinePageView()
    # Its ids of collapsing blocks are random; counted ones are as unique within a page.
    numbers: Iterable[int] = count(1)
    counter = iter(numbers)
    view.env.filters["generate_html_element_uuid"] = lambda prefix="": f"{prefix}{next(counter)}"
    return view
