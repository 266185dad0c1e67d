"""Lists of many pages: each page leads to few others, and every page can be reached."""

from pathlib import Path
from typing import Any

from lxml import html as parsed_html

from pipelines.metadata import datasets
from pipelines.publish.portal.paging import near_pages
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source
from pipelines.publish.portal.table_pages import put_tables


def test_few_pages_are_led_to_and_all_are_reached() -> None:
    for last in (1, 2, 7, 40, 400, 5000):
        reached, pending = {1}, [1]
        while pending:
            led_to = {page for page in near_pages(pending.pop(), last) if page is not None}
            assert {1, last} <= led_to
            assert len(led_to) <= 30
            pending += led_to - reached
            reached |= led_to
        assert reached == set(range(1, last + 1))


def test_what_is_left_out_is_no_page_alone() -> None:
    for last in (5, 12, 60):
        for here in range(1, last + 1):
            shown = near_pages(here, last)
            assert here in shown
            for at in (at for at, page in enumerate(shown) if page is None):
                before, after = shown[at - 1], shown[at + 1]
                assert before is not None
                assert after is not None
                assert after - before > 2


def test_a_page_of_a_long_list_shows_where_it_stands(tmp_path: Path) -> None:
    site = Site(tmp_path / "portal", tmp_path / "work")
    items = [{"name": "Tên", "link": ("indicator", "ten"), "facts": ["2025", 1]}]
    context: dict[str, Any] = {"list": "indicator", "items": items, "total": 7900, "number": 9, "pages": 40}
    site.page("indicator", "page-9", "list.html", context | {"near": near_pages(9, 40)})
    written = site.finish().written
    assert len(written) == 2
    for path in written:
        tree = parsed_html.fromstring((tmp_path / "portal" / path).read_text(encoding="utf-8"))
        (pages,) = tree.xpath("//nav[@class='pages']")
        assert [text.strip() for text in pages.xpath(".//li//text()")][:5] == ["1", "…", "4", "…", "7"]
        assert pages.xpath(".//span[@aria-current='page']/text()") == ["9"]
        assert len(pages.xpath(".//a/@href")) == len(set(pages.xpath(".//a/@href"))) < 14


def test_the_runs_of_a_long_table_lead_to_each_other(tmp_path: Path) -> None:
    table = {"table_no": 1, "title": "Bảng", "columns": '["Tên"]', "unit_text": None}
    cells = [
        {"table_no": 1, "row_no": number, "column_no": 1, "row_kind": "item", "value_text": "a", "value_number": None}
        for number in range(1, 8001)
    ]
    about = {"source_name": "bang.xlsx", "source_sha256": "0" * 64}
    source = Source("van-ban", "Văn bản", about, False, [], rows={"tables": [table], "table_cells": cells})
    site = Site(tmp_path / "portal", tmp_path / "work")
    listed = [told for told, _ in put_tables(site, source, datasets())]
    assert len(listed) == 40
    page = tmp_path / "portal" / "bang" / listed[8]["id"] / "index.html"
    (nav,) = parsed_html.fromstring(page.read_text(encoding="utf-8")).xpath("//main//nav")
    assert nav.xpath(".//span[@aria-current='page']/text()") == ["1601–1800"]
    assert nav.xpath(".//a/text()")[:3] == ["1–200", "601–800", "1201–1400"]
    assert len(nav.xpath(".//a")) < 14
