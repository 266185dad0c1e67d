"""The portal in a real browser: search, charts, permalinks, downloads, a phone, no JavaScript, keyboard alone, no violation for axe."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyarrow import parquet

from pipelines.language.text import fold
from tests.portal import received
from tests.portal.conftest import Shown


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One window for all tests: what the portal's scripts and styles cost is paid once."""
    context = browser.new_context(locale="vi-VN", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext, shown: Shown) -> Iterator[Page]:
    """A page that complains of any message on the console and any request that leaves the portal."""
    page = window.new_page()
    wrong = watch(page, shown)
    yield page
    page.close()
    assert wrong == []


def watch(page: Page, shown: Shown) -> list[str]:
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    # A page that is left may still be loading a part of the index.
    aborted = "net::ERR_ABORTED"
    page.on(
        "requestfailed", lambda request: None if request.failure == aborted else wrong.append(f"failed: {request.url}")
    )
    page.on("request", lambda request: None if local(request.url, shown) else wrong.append(f"left: {request.url}"))
    return wrong


def local(url: str, shown: Shown) -> bool:
    return url.startswith((shown.address, "blob:", "data:", "file:"))


def first(shown: Shown, pattern: str, holding: str = "") -> str:
    """The address of the first page of a pattern that holds a text."""
    for path in sorted(shown.root.glob(pattern)):
        if holding in path.read_text(encoding="utf-8"):
            return f"{shown.address}/{path.parent.relative_to(shown.root).as_posix()}/"
    raise AssertionError(f"no page {pattern} holds {holding}")


def find(page: Page, text: str) -> list[str]:
    """What a search on the open page gives."""
    page.fill("#q", text)
    expect(page.locator("#found")).to_have_attribute("data-query", text)
    return page.locator(".results a").all_inner_texts()


def test_search_finds_the_same_with_and_without_accents(page: Page, shown: Shown) -> None:
    page.goto(shown.address)
    with_accents = find(page, "kế hoạch")
    assert with_accents
    assert find(page, "ke hoach") == with_accents
    assert find(page, "ke\u0302\u0301 hoa\u0323ch") == with_accents
    assert find(page, "KẾ HOẠCH") == with_accents
    assert find(page, "đô thị") == find(page, "do thi") != []
    assert find(page, "không có từ nào như thế xyzzy") == []


def test_search_ranks_the_dataset_called_so_first(page: Page, shown: Shown) -> None:
    page.goto(f"{shown.address}/tim-kiem/?q=ket+qua+chi+tieu")
    expect(page.locator(".results a").first).to_have_text("Kết quả chỉ tiêu")


def test_a_newcomer_finds_where_a_figure_was_printed(page: Page, shown: Shown) -> None:
    found = parquet.read_table(
        shown.home.current_release / "indicator_results" / "indicator_results.parquet"
    ).to_pylist()
    texts = [row["result_text"] for row in found if row["result_text"] and row["result_text"].endswith("%")]
    asked = "44,2%" if "44,2%" in texts else texts[0]
    page.goto(shown.address)
    assert any(title.startswith(asked) for title in find(page, asked))
    page.locator(".results a", has_text=f"{asked} –").first.click()
    expect(page.locator("h1 .value")).to_have_text(asked)
    expect(page.locator(".hit mark").first).to_have_text(asked)
    page.get_by_text("Mở tại chỗ này trong toàn văn").click()
    assert "#L" in page.url
    expect(page.locator(".l:target")).to_be_in_viewport(timeout=30_000)


def test_figures_of_different_sources_stand_side_by_side(page: Page, shown: Shown) -> None:
    """44,2 % by the province's portal and 31,2 % by the national one: both, and no average."""
    try:
        address = first(shown, "chi-tieu/*/index.html", ">44,2%</a>")
    except AssertionError:
        pytest.skip("the real documents are not beside this checkout")
    page.goto(address)
    for text in ("44,2%", "31,2%"):
        expect(page.locator("table a.v", has_text=text).first).to_be_visible()
        expect(page.locator(".plot svg text", has_text=text).first).to_be_visible()


def test_the_chart_is_drawn_without_eval(page: Page, shown: Shown) -> None:
    page.goto(first(shown, "chi-tieu/*/index.html", 'class="spec"'))
    page.wait_for_selector(".plot[data-drawn] svg")
    assert page.locator(".plot svg .mark-symbol path").count() > 0


def test_amounts_are_drawn(page: Page, shown: Shown) -> None:
    page.goto(first(shown, "kinh-phi/*/index.html", 'class="spec"'))
    page.wait_for_selector(".plot[data-drawn] svg")
    assert page.locator(".plot svg .mark-rect path").count() > 1


def test_a_dataset_sorts_filters_and_downloads(page: Page, shown: Shown, tmp_path: Path) -> None:
    page.goto(f"{shown.address}/du-lieu/indicator_targets/")
    rows = page.locator("table.data tbody tr:visible")
    before = rows.count()
    page.get_by_label("Lọc các dòng").fill("ty le")
    assert 0 < rows.count() < before
    texts = rows.evaluate_all("rows => rows.map(row => Array.from(row.cells, cell => cell.textContent).join(' '))")
    assert all(re.search(rf"\b{word}", re.sub("_", " ", fold(text))) for text in texts for word in ("ty", "le"))
    page.get_by_label("Lọc các dòng").fill("")
    heading = page.locator("th[data-name=target_value] button")
    heading.click()
    values = page.locator("table.data tbody tr").evaluate_all(
        "rows => rows.map(row => row.cells[Array.from(row.closest('table').tHead.rows[0].cells)"
        ".findIndex(cell => cell.dataset.name === 'target_value')].textContent).filter(Boolean).map(Number)"
    )
    assert values == sorted(values)
    with page.expect_download() as download:
        page.locator(".actions a[download]").click()
    kept = tmp_path / "file.csv"
    download.value.save_as(kept)
    told = page.locator("section[data-of=files] tbody tr").first.locator("code").inner_text()
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == told


KINDS: dict[str, str | tuple[str, str]] = {
    "home": "",
    "search": "tim-kiem/?q=ke+hoach",
    "datasets": "du-lieu/",
    "dataset": "du-lieu/indicator_results/",
    "documents": "van-ban/",
    "document": ("van-ban/*/index.html", "bao-cao.pdf"),
    "plan": ("van-ban/*/index.html", "thai-binh-so-nong-nghiep-2025-plan.txt"),
    "indicator": ("chi-tieu/*/index.html", ""),
    "project": ("du-an/*/index.html", ""),
    "budget": ("kinh-phi/*/index.html", ""),
    "agency": ("co-quan/*/index.html", ""),
    "inventory": "kiem-ke/",
    "releases": "phien-ban/",
    "figure": ("f/*/index.html", '<figure class="strip">'),
    "table": ("bang/*/index.html", ""),
    "english figure": ("en/f/*/index.html", ""),
}
"""A page of every kind: its address, or a pattern and a text on it."""


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation_and_a_phone_shows_the_whole_width(page: Page, shown: Shown, kind: str) -> None:
    pattern = KINDS[kind]
    page.goto(first(shown, *pattern) if isinstance(pattern, tuple) else f"{shown.address}/{pattern}")
    if kind in {"indicator", "budget"} and page.locator("figure.chart").count():
        page.wait_for_selector(".plot[data-drawn] svg")
    found = Axe().run(page)
    told = [
        (violation["id"], [node["html"][:160] for node in violation["nodes"][:3]])
        for violation in found.response["violations"]
    ]
    assert told == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_cell_of_a_sheet_has_its_permalink(page: Page, shown: Shown) -> None:
    page.goto(f"{shown.address}/du-lieu/table_cells/")
    row = page.locator("table.data tbody tr", has_text="thue-bao.xlsx").nth(4)
    row.locator("a").first.click()
    name, *_ = received.SHEET[2]
    cell = page.locator("td:target")
    expect(cell).to_be_in_viewport()
    assert cell.inner_text() in {str(value) for value in received.SHEET[2]}
    expect(cell.locator("xpath=../td[1]")).to_have_text(str(name))
    assert page.locator("table.cells thead th").all_inner_texts()[1:] == list(received.SHEET[0])
    page.locator("table.cells tbody th a").nth(1).click()
    expect(page.locator(".l:target")).to_contain_text(str(name), timeout=30_000)


def test_without_javascript_everything_is_there_to_read(browser: Browser, shown: Shown) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shown.address)
    expect(page.locator("noscript a", has_text="Bộ dữ liệu")).to_be_visible()
    page.goto(f"{shown.address}/du-lieu/indicator_results/")
    assert page.locator("table.data tbody tr").count() > 5
    page.goto(first(shown, "chi-tieu/*/index.html", 'class="spec"'))
    assert page.locator("table.rows tbody tr").count() > 0
    expect(page.locator("figure.chart noscript p")).to_be_visible()
    context.close()


def test_keyboard_alone_reaches_a_result(page: Page, shown: Shown) -> None:
    page.goto(shown.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("ke hoach")
    expect(page.locator("#found")).to_have_attribute("data-query", "ke hoach")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.href")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(chosen)


def test_what_a_document_says_never_runs(page: Page, shown: Shown) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script of a document ran: {dialog.message}"))
    page.goto(first(shown, "van-ban/*/index.html", "alert(&#39;chạy được&#39;)"))
    expect(page.get_by_text("<script>alert('chạy được')</script>").locator("visible=true").first).to_be_visible()
    expect(page.get_by_text("⟦U+202E⟧").first).to_be_attached()


def test_pages_open_from_a_disk(browser: Browser, shown: Shown) -> None:
    context: BrowserContext = browser.new_context()
    page = context.new_page()
    page.goto((shown.root / "index.html").as_uri())
    assert find(page, "ke hoach")
    page.locator(".results a").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.locator(".menu a").first.click()
    expect(page.locator("h1")).to_have_text("Bộ dữ liệu")
    context.close()


def test_a_document_marks_its_figures_in_place(page: Page, shown: Shown) -> None:
    page.goto(first(shown, "van-ban/*/index.html", "thai-binh-so-nong-nghiep-2025-plan.txt"))
    marks = page.locator(".paper a.m")
    assert marks.count() > 10
    text = marks.first.inner_text()
    marks.first.click()
    expect(page.locator(".hit mark").first).to_have_text(text)
