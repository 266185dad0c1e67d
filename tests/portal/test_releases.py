"""A later release: what it has no more keeps its page, only pages whose data changed are written, and what is late is shown so."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import html as parsed_html
from pyarrow import parquet

from pipelines.publish.checksums import SUMS_NAME
from pipelines.publish.portal.build import build_portal
from pipelines.publish.portal.site import Built
from pipelines.settings import Home
from tests.portal import received

DATASET = "measurements"
LATER = "r-ffffffffffffffff"
CALENDAR = (
    "calendar_id,province_id,agency_kinds,name_pattern,reporters_text,recipient,subject,returns,cycle,before_day,month_offset,"
    "rule_text,source_document,source_lines,valid_from,valid_to\n"
    "thu,province-thai-binh,department,so .*,các sở,UBND tỉnh,tiến độ,indicator_return|project_return,quarterly,25,0,"
    "trước ngày 25 tháng cuối quý,01/KH-UBND,1,2025-01-01,\n"
)


@dataclass(frozen=True)
class Later:
    """A copy of the home in which a later release lacks one figure, and what building its portal did."""

    home: Home
    built: Built
    gone: str
    document: str
    day: date


@pytest.fixture(scope="module")
def later(portal_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Later:
    home = Home(tmp_path_factory.mktemp("later") / "home")
    home.root.mkdir()
    for name in ("releases", "portal"):
        # Files of both are replaced and never written into, so they can be the same on the disk.
        shutil.copytree(portal_home.root / name, home.root / name, copy_function=os.link, symlinks=True)
    shutil.copytree(portal_home.portal_work, home.portal_work)
    for name in ("archive", "records"):
        (home.root / name).symlink_to(portal_home.root / name)
    told = json.loads((home.portal_work / "built.json").read_bytes())
    day = date.fromisoformat(told["as_of"])
    release = home.releases / LATER
    shutil.copytree(home.current_release.resolve(), release, copy_function=os.link)
    gone, document = _find_figure(home)
    _drop_row(release, document)
    built = build_portal(home, release, day)
    return Later(home, built, gone, document, day)


def _find_figure(home: Home) -> tuple[str, str]:
    with sqlite3.connect(home.portal_work / "pages.sqlite") as known:
        rows = known.execute("select id, facts from permalink where gone = 0").fetchall()
    for identifier, text in rows:
        facts = json.loads(text)
        if facts["dataset"] == DATASET and facts["shown"] == received.PRINTED_PDF:
            return identifier, facts["document"]
    raise AssertionError(f"no permalink of {received.PRINTED_PDF}")


def _drop_row(release: Path, document: str) -> None:
    """Take the figure out of the Parquet and CSV files of a release, and give both their checksums."""
    path = release / DATASET / f"{DATASET}.parquet"
    table = parquet.read_table(path)
    rows = table.to_pylist()
    (at,) = [
        number
        for number, row in enumerate(rows)
        if row["document_id"] == document and row["value"] is not None and f"{row['value']:g}" == "71.4"
    ]
    kept = [number for number in range(len(rows)) if number != at]
    path.unlink()
    parquet.write_table(table.take(kept), path)
    text = release / DATASET / f"{DATASET}.csv"
    heading, *lines = csv.reader(io.StringIO(text.read_text(encoding="utf-8")))
    text.unlink()
    with text.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *(lines[number] for number in kept)])
    sums = release / SUMS_NAME
    told = sums.read_text(encoding="utf-8").splitlines()
    sums.unlink()
    changed = {f"{DATASET}/{found.name}": hashlib.sha256(found.read_bytes()).hexdigest() for found in (path, text)}
    sums.write_text("".join(f"{changed.get(line[66:], line[:64])}  {line[66:]}\n" for line in told), encoding="utf-8")


def _folder(path: str) -> str:
    return path.removeprefix("en/").partition("/")[0]


def test_a_figure_that_is_gone_keeps_its_page(later: Later) -> None:
    for path, words in ((f"f/{later.gone}", "Không còn từ phiên bản"), (f"en/f/{later.gone}", "Gone since release")):
        page = parsed_html.fromstring((later.home.portal / path / "index.html").read_text(encoding="utf-8"))
        assert page.xpath("//h1/span[@class='value']/text()") == [received.PRINTED_PDF]
        (notice,) = page.xpath("//p[@class='notice']")
        assert words in notice.text_content()
        assert notice.xpath(".//code/text()") == [LATER]
        (link,) = page.xpath("//p[contains(., 'bao-cao') or contains(., '9119/BC-UBND')]/a[1]/@href")
        target, _, anchor = link.partition("#")
        document = (later.home.portal / path / target / "index.html").read_text(encoding="utf-8")
        assert f'id="{anchor}"' in document
        assert later.gone not in document


def test_only_pages_whose_data_changed_are_written(later: Later) -> None:
    pages = [path for path in later.built.written if _folder(path) not in {"v", "data"}]
    assert {path for path in pages if _folder(path) in {"f"}} == {
        f"{language}f/{later.gone}/index.html" for language in ("", "en/")
    }
    documents = {path for path in pages if _folder(path) in {"van-ban", "documents"}}
    assert {path.split("/")[-2] for path in documents} == {later.document}
    untouched = {"trich", "assets", "bang", "chi-tieu", "du-an", "kinh-phi", "co-quan", "kiem-ke", "tim-kiem"}
    assert untouched.isdisjoint(map(_folder, pages))
    kept = {path.split("/")[-2] for path in pages if _folder(path) in {"du-lieu", "datasets"}}
    assert kept <= {DATASET, "du-lieu", "datasets"}, "datasets whose rows are the same were written again"
    assert later.built.unchanged > 10 * len(pages)


def test_the_next_build_writes_nothing_that_the_day_does_not_change(later: Later) -> None:
    again = build_portal(later.home, later.home.releases / LATER, later.day + timedelta(days=1))
    assert {path for path in again.written if _folder(path) in {"f", "trich", "van-ban", "du-an", "data", "v"}} == set()
    assert again.removed == []
    assert f"f/{later.gone}/index.html" not in again.removed


@pytest.fixture(scope="module")
def overdue(later: Later) -> Callable[[str], parsed_html.HtmlElement]:
    """Pages of the portal as they stand when every next release is overdue and a calendar asks for the returns of the samples."""
    (later.home.root / "reporting_calendars.csv").write_text(CALENDAR, encoding="utf-8")
    package = json.loads((later.home.releases / LATER / "datapackage.json").read_bytes())
    last = max(date.fromisoformat(found["nextDue"]) for found in package["resources"] if found.get("nextDue"))
    build_portal(later.home, later.home.releases / LATER, last + timedelta(days=1))

    def read(path: str) -> parsed_html.HtmlElement:
        return parsed_html.fromstring((later.home.portal / path / "index.html").read_text(encoding="utf-8"))

    return read


def test_a_dataset_that_is_not_updated_in_time_is_shown_as_late(
    portal_home: Home, overdue: Callable[[str], parsed_html.HtmlElement]
) -> None:
    badge = "//span[contains(@class, 'bad')][text()='Quá hạn']"
    before = parsed_html.fromstring((portal_home.portal / "du-lieu" / "documents" / "index.html").read_text("utf-8"))
    assert before.xpath(badge) == []
    assert overdue("du-lieu/documents").xpath(f"//dd{badge}")
    listed = overdue("du-lieu").xpath("//tbody/tr")
    assert sum(bool(row.xpath(f".{badge}")) for row in listed) > len(listed) / 2
    assert overdue("").xpath(badge)
    assert overdue("en/datasets/documents").xpath("//dd/span[contains(@class, 'bad')][text()='Late']")


def test_a_return_that_came_late_or_never_is_shown_so(
    later: Later, overdue: Callable[[str], parsed_html.HtmlElement]
) -> None:
    states = []
    for path in sorted((later.home.portal / "co-quan").glob("*/index.html")):
        page = overdue(path.parent.relative_to(later.home.portal).as_posix())
        for row in page.xpath("//tr[td/span[contains(@class, 'badge')]]"):
            states.append([badge.text_content() for badge in row.xpath(".//span[contains(@class, 'badge')]")])
    assert ["đã nhận", "Quá hạn"] in states
    assert any(state[0] == "chưa gửi" for state in states)
