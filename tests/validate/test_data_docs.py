"""Data Docs of a release: complete, readable offline, and the same bytes for the same results."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.validate.data_docs import add_up_results, build_data_docs
from pipelines.validate.model import ExpectationResult
from pipelines.validate.suites import validate_records
from tests.validate.rows import valid_records


@pytest.fixture(scope="module")
def results() -> tuple[ExpectationResult, ...]:
    records = valid_records()
    records["project_budgets"][0]["amount_vnd"] = -1
    return validate_records(records).results


def _read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_same_results_give_the_same_bytes(results: tuple[ExpectationResult, ...], tmp_path: Path) -> None:
    build_data_docs(results, tmp_path / "first")
    build_data_docs(reversed(results), tmp_path / "second")
    assert _read(tmp_path / "first") == _read(tmp_path / "second")


def test_pages_load_nothing_and_run_nothing(results: tuple[ExpectationResult, ...], tmp_path: Path) -> None:
    build_data_docs(results, tmp_path)
    pages = _read(tmp_path)
    assert len(pages) > 20
    for name, page in pages.items():
        text = page.decode()
        assert "http:" not in text, name
        assert "https:" not in text, name
        assert "<script" not in text, name
        assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text), name
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            assert ((tmp_path / name).parent / link).exists(), (name, link)


def test_pages_name_every_rule_and_what_broke(results: tuple[ExpectationResult, ...], tmp_path: Path) -> None:
    written = build_data_docs(results, tmp_path)
    assert written[0] == tmp_path / "index.html"
    page = (tmp_path / "records" / "project_budgets.html").read_text(encoding="utf-8")
    messages = {result.message for result in results if result.suite.endswith(".project_budgets")}
    assert [message for message in messages if message not in page] == []
    assert "1 quy tắc không đạt" in page
    assert "dòng không đạt" in page
    assert "Table-Level Expectations" not in page
    sections = (tmp_path / "records" / "sections.html").read_text(encoding="utf-8")
    assert "đạt tất cả" in sections


def test_results_of_several_sources_are_added_up(results: tuple[ExpectationResult, ...]) -> None:
    total = {(r.suite, r.rule): r for r in add_up_results([*results, *results])}
    assert len(total) == len(results)
    key = ("records.project_budgets", "amount_vnd_not_negative")
    assert (total[key].evaluated_count, total[key].unexpected_count, total[key].success) == (2, 2, False)


def test_a_rule_that_left_the_suite_files_is_still_shown(
    results: tuple[ExpectationResult, ...], tmp_path: Path
) -> None:
    gone = replace(results[0], rule="gone", message="Quy tắc cũ")
    build_data_docs([*results, gone], tmp_path)
    assert "Quy tắc cũ" in (tmp_path / "records" / f"{gone.suite.rsplit('.', 1)[-1]}.html").read_text(encoding="utf-8")
