"""What stands in the files of a portal: links, numbers, weight, inert text. What a browser makes of them: ``test_browser``."""

import csv
import hashlib
import html
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html as parsed_html
from pyarrow import parquet

from pipelines.metadata import datasets
from pipelines.publish.portal.search_index import KINDS
from pipelines.publish.portal.site import HERE
from pipelines.publish.portal.words import catalogue, number_text
from pipelines.settings import Home
from tests.portal.conftest import HOSTILE_LINES

_PAGE_WEIGHT = 150_000
"""Bytes of a dataset page, with its styles and scripts, without the data on it (the issue's bound)."""


def pages(home: Home) -> Iterator[Path]:
    yield from (
        path for path in home.portal.rglob("*.html") if path.relative_to(home.portal).parts[0] not in {"v", "data"}
    )


def rows(home: Home, dataset: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = parquet.read_table(
        home.current_release / dataset / f"{dataset}.parquet"
    ).to_pylist()
    return found


@dataclass(frozen=True)
class PageFacts:
    """What the tests ask of every page, so that each is parsed once."""

    ids: list[str]
    addresses: set[str]
    licences: set[str]
    language: str
    others: set[str]
    own_styles: int
    handlers: list[str]
    script_types: set[str]
    policies: list[str]


@pytest.fixture(scope="module")
def facts(portal_home: Home) -> dict[str, PageFacts]:
    """The facts of every page by its path from the root of the portal."""
    root = portal_home.portal
    return {path.relative_to(root).as_posix(): page_facts(path) for path in pages(portal_home)}


def page_facts(path: Path) -> PageFacts:
    tree = parsed_html.parse(str(path)).getroot()
    return PageFacts(
        ids=[str(found) for found in tree.xpath("//@id")],
        addresses={
            str(found) for found in (*tree.xpath("//@href"), *tree.xpath("//@src"), *tree.xpath("//form/@action"))
        },
        licences={str(found) for found in tree.xpath("//a[contains(@rel, 'license')]/@href")},
        language=str(tree.get("lang")),
        others={str(found) for found in tree.xpath("//link[@rel='alternate']/@hreflang")},
        own_styles=len(tree.xpath("//style | //@style")),
        handlers=[name for element in tree.iter() for name in element.attrib if str(name).startswith("on")],
        script_types={str(script.get("type")) for script in tree.xpath("//script[not(@src)]")},
        policies=[str(found) for found in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")],
    )


def test_every_link_of_every_page_resolves(portal_home: Home, facts: dict[str, PageFacts]) -> None:
    root = portal_home.portal
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    broken = []
    for path, page in facts.items():
        assert len(page.ids) == len(set(page.ids)), f"{path}: an id stands twice"
        folder = path.rpartition("/")[0]
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme in {"http", "https"}:
                assert address in page.licences, f"{path} leads out to {address}"
                continue
            target = posixpath.normpath(f"{folder}/{unquote(parts.path)}".lstrip("/")) if parts.path else path
            assert not target.startswith(".."), f"{path} leads out of the portal: {address}"
            if target not in files:
                target = posixpath.normpath(f"{target}/index.html")
            shown = facts.get(target)
            if target not in files or (parts.fragment and (shown is None or parts.fragment not in shown.ids)):
                broken.append(f"{path} -> {address}")
    assert len(facts) > 100
    assert broken == []


def test_both_languages_have_the_same_words() -> None:
    def keys(words: object, path: str = "") -> set[str]:
        if not isinstance(words, dict):
            return {f"{path}[{len(words)}]" if isinstance(words, list) else path}
        return set().union(*(keys(value, f"{path}.{name}") for name, value in words.items()), {path})

    assert keys(catalogue("vi")) == keys(catalogue("en"))


def test_the_search_weighs_every_kind() -> None:
    script = (HERE / "assets" / "search.js").read_text(encoding="utf-8")
    weights = re.search(r"WEIGHTS = \[([^\]]+)\]", script)
    assert weights is not None
    assert len(weights[1].split(",")) == len(KINDS)


def test_every_page_stands_in_both_languages(facts: dict[str, PageFacts]) -> None:
    found = Counter(page.language for page in facts.values())
    assert [path for path, page in facts.items() if page.others != {"vi", "en", "x-default"}] == []
    assert found["vi"] == found["en"] > 50


def test_first_rows_equal_the_csv(portal_home: Home) -> None:
    for dataset in ("indicator_targets", "project_budgets", "documents"):
        tree = parsed_html.parse(str(portal_home.portal / "du-lieu" / dataset / "index.html")).getroot()
        with (portal_home.current_release / dataset / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
            heading, *published = csv.reader(file)
        table = tree.xpath("//table[contains(@class, 'data')]")[0]
        assert table.xpath("./thead/tr/th/@data-name") == heading
        for row, cells in zip(table.xpath("./tbody/tr"), published[:50], strict=True):
            told = []
            for cell in row.xpath("./td")[1:]:
                folded = cell.xpath("./details")
                text = cell.text_content()
                if folded:
                    summary = folded[0].xpath("./summary")[0].text_content()
                    text = summary[:-1] + text[len(summary) :]
                told.append(text)
            assert [text.strip("…") for text in told] == [text[:2000].strip("…") for text in cells]


def test_column_facts_and_counts_equal_the_release(portal_home: Home) -> None:
    path = portal_home.portal / "du-lieu" / "indicator_results" / "index.html"
    tree = parsed_html.parse(str(path)).getroot()
    values = [row["result_value"] for row in rows(portal_home, "indicator_results")]
    given = [value for value in values if isinstance(value, float)]
    cells = [
        cell.text_content().strip() for cell in tree.xpath("//table[@class='columns']//tr[th/code='result_value']/td")
    ]
    assert cells[-2:] == [number_text(min(given), "vi"), number_text(max(given), "vi")]
    assert cells[-3] == f"{number_text(round(100 * len(given) / len(values), 1), 'vi')}%"
    described = tree.xpath("//table[@class='columns']/tbody/tr/th/code/text()")
    assert (
        described
        == parquet.read_schema(portal_home.current_release / "indicator_results" / "indicator_results.parquet").names
    )


def test_every_value_of_indicator_pages_is_one_of_the_release(portal_home: Home) -> None:
    published = sorted(
        number_text(row[name], "vi")  # type: ignore[arg-type]
        for dataset, names in (
            ("indicator_targets", ["target_value"]),
            ("indicator_results", ["result_value"]),
            ("indicator_return_rows", ["target_value", "result_value"]),
        )
        for row in rows(portal_home, dataset)
        for name in names
        if row[name] is not None
    )
    shown, charted = [], 0
    for path in (portal_home.portal / "chi-tieu").glob("*/index.html"):
        tree = parsed_html.parse(str(path)).getroot()
        told = [cell.text_content().strip() for cell in tree.xpath("//td[@data-value]")]
        shown += [text for text in told if text != "–"]
        for spec in tree.xpath("//script[@class='spec']/text()"):
            drawn = json.loads(spec)["spec"]["data"]["values"]
            charted += len(drawn)
            assert {number_text(point["value"], "vi") for point in drawn} <= set(told), path
    assert sorted(shown) == published
    assert charted > 20


def test_files_shown_are_the_released_ones(portal_home: Home) -> None:
    tree = parsed_html.parse(str(portal_home.portal / "du-lieu" / "projects" / "index.html")).getroot()
    files = tree.xpath("//section[@data-of='files']//tbody/tr")
    assert len(files) >= 2
    for row in files:
        path = portal_home.portal / "du-lieu" / "projects" / row.xpath(".//a/@href")[0]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row.xpath(".//code/text()")[0]


def test_columns_are_explained_in_both_languages_the_pages_own_first(portal_home: Home) -> None:
    for folder, own, other in (("du-lieu", "vi", "en"), ("en/datasets", "en", "vi")):
        for dataset in datasets().values():
            page = parsed_html.parse(str(portal_home.portal / folder / dataset.name / "index.html")).getroot()
            grain = {"vi": dataset.grain_vi, "en": dataset.grain}
            assert grain[own] in page.xpath("//dl[@class='facts']//dd/text()"), dataset.name
            cells = dict(
                zip(
                    page.xpath("//table[@class='columns']/tbody/tr/th/code/text()"),
                    page.xpath("//table[@class='columns']/tbody/tr/td[3]"),
                    strict=True,
                )
            )
            for column in dataset.columns:
                told = {"vi": column.description_vi, "en": column.description}
                cell = cells[column.name]
                assert cell.text == told[own], f"{dataset.name}.{column.name}"
                assert cell.xpath("span[@lang=$other]/text()", other=other) == [told[other]], column.name
                if own == "vi":
                    assert all(value in cell.text_content() for value in column.values), column.name
                    named = all(name in cell.text_content() for name in column.values_vi)
                    assert named or column.description_vi == column.told_vi, column.name


def test_places_bear_the_names_of_their_time(portal_home: Home) -> None:
    """The code of a province goes on after a merger under another name; a plan from before is not of that one."""
    package = json.loads((portal_home.current_release / "datapackage.json").read_text(encoding="utf-8"))
    names = {place["name"] for place in package["spatial"]}
    page = parsed_html.parse(str(portal_home.portal / "du-lieu" / "documents" / "index.html")).getroot()
    (shown,) = page.xpath("//dt[text()='Địa bàn']/following-sibling::dd/text()")
    assert set(shown.split(", ")) == names


def test_dataset_page_tells_search_engines_what_it_is(portal_home: Home) -> None:
    folder = portal_home.portal / "du-lieu" / "indicator_results"
    tree = parsed_html.parse(str(folder / "index.html")).getroot()
    (told,) = tree.xpath("//script[@type='application/ld+json']/text()")
    found = json.loads(told)
    assert found["@type"] == "Dataset"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for file in found["distribution"]:
        assert hashlib.sha256((folder / file["contentUrl"]).read_bytes()).hexdigest() == file["sha256"]


def test_a_dataset_page_is_light(portal_home: Home) -> None:
    assets = sum(
        (portal_home.portal / "assets" / name).stat().st_size for name in ("portal.css", "portal.js", "tables.js")
    )
    for path in (portal_home.portal / "du-lieu").glob("*/index.html"):
        tree = parsed_html.parse(str(path)).getroot()
        data = sum(
            len(parsed_html.tostring(table, encoding="utf-8"))
            for table in tree.xpath("//table[contains(@class, 'data')]")
        )
        assert path.stat().st_size - data + assets < _PAGE_WEIGHT, path


def test_hostile_text_comes_out_inert_and_personal_data_nowhere(portal_home: Home) -> None:
    seen = 0
    for path in portal_home.portal.rglob("*"):
        if path.suffix not in {".html", ".js"} or path.relative_to(portal_home.portal).parts[0] in {
            "v",
            "data",
            "assets",
        }:
            continue
        text = path.read_text(encoding="utf-8")
        for planted in ("0912.345.678", "mau.nguyen@example.com", "facebook.com/mau.nguyen"):
            assert planted not in text, f"{planted} in {path}"
        for character in "\u202e\u202c\u2066\u2069\u0007":
            assert character not in text, f"{character!r} in {path}"
        if path.suffix == ".html":
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            seen += html.escape(HOSTILE_LINES[0][:30], quote=True).replace("&#x27;", "&#39;") in text
    assert seen, "the hostile line stands in no page, so nothing was tested"


def test_pages_hold_no_script_or_style_of_their_own(facts: dict[str, PageFacts]) -> None:
    for path, page in facts.items():
        assert page.own_styles == 0, path
        assert page.handlers == [], path
        assert page.script_types <= {"application/json", "application/ld+json"}, path
        (policy,) = page.policies
        assert "unsafe" not in policy


def test_every_figure_leads_to_the_line_it_was_printed_in(portal_home: Home) -> None:
    marked = total = 0
    for path in (portal_home.portal / "f").glob("*/index.html"):
        tree = parsed_html.parse(str(path)).getroot()
        total += 1
        assert tree.xpath("//p[contains(@class, 'hit')]"), path
        marked += bool(tree.xpath("//p[contains(@class, 'hit')]//mark"))
    assert total > 100
    assert marked / total > 0.8, f"{marked} of {total} figures are marked in their line"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_numbers_are_written_as_the_language_does(language: str) -> None:
    assert number_text(1234567.5, language) == {"vi": "1.234.567,5", "en": "1,234,567.5"}[language]
