"""HTML: law sites, pages saved by Word and Excel, old encodings, damaged markup, the site around a document."""

import time
from decimal import Decimal

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.html import read_html
from pipelines.read.model import Document, ParagraphKind, RemarkKind, SourceRejected
from pipelines.read.sources import read_source
from tests.read.office_samples import in_order, only_table, rows, texts

_SHA = "0" * 64


def _read(page: str | bytes) -> Document:
    return read_html("a.html", _SHA, page if isinstance(page, bytes) else page.encode())


def test_blocks_breaks_and_blanks() -> None:
    document = _read("<h1>KẾ\n  HOẠCH</h1><p>Một&nbsp;hai<br>ba</p>trần<div>bốn<p>năm</p>sáu</div>")
    assert texts(document) == ["KẾ HOẠCH", "Một hai ba", "trần", "bốn", "năm", "sáu"]
    assert list(document.paragraphs())[1].lines == ("Một hai", "ba")
    assert [block.place.line_start for block in document.blocks] == [1, 2, 3, 4, 5, 6]
    assert document.source_format == "html"


def test_lists_carry_their_numbers() -> None:
    page = (
        "<ol type=I start=2><li>hai<ol type=a><li>một</li><li value=4>bốn</li></ol></li><li>ba</li></ol>"
        "<ul><li>gạch</li><li>- đã có</li></ul><ul style='list-style:none'><li>trơn</li></ul>"
    )
    assert texts(_read(page)) == ["II. hai", "a. một", "d. bốn", "III. ba", "- gạch", "- đã có", "trơn"]


_DATA_TABLE = (
    "<table border=1><thead><tr><th rowspan=2>STT<th rowspan=2>Tên nhiệm vụ<th colspan=2>Kinh phí</tr>"
    "<tr><th>Năm 2024<th>Năm 2025</tr></thead>"
    "<tr><td>1<td>Xây kho dữ liệu<td rowspan=2>10<td>20</tr><tr><td>2<td>Thuê phần mềm<td>30</tr>"
    "<tr><td>II<td colspan=3>Nhóm sau</tr></table>"
)


def test_spans_and_unclosed_cells() -> None:
    table = only_table(_read(_DATA_TABLE))
    assert table.columns == ("STT", "Tên nhiệm vụ", "Kinh phí / Năm 2024", "Kinh phí / Năm 2025")
    assert rows(table) == [
        ("1", "Xây kho dữ liệu", "10", "20"), ("2", "Thuê phần mềm", "10", "30"), ("II", "Nhóm sau", "", ""),
    ]  # fmt: skip
    assert table.rows[1].cells[2].covered


_HEAD = (
    "<table><tr><td><p>ỦY BAN NHÂN DÂN<br>TỈNH HÀ GIANG</p></td><td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>"
    "<p>Độc lập - Tự do - Hạnh phúc</p></td></tr><tr><td>Số: 45/KH-UBND</td><td>Hà Giang, ngày 6 tháng 3 năm 2024</td></tr></table>"
)
_PLAN = (
    f"{_HEAD}<p><b>KẾ HOẠCH</b></p><p>Chuyển đổi số năm 2024</p><p>I. NHIỆM VỤ</p><p>Giao các sở thực hiện.</p>"
    "<table><tr><td>Nơi nhận:<br>- Như trên;<br>- Lưu: VT.</td><td>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH<br><br>Nguyễn Văn An</td></tr></table>"
    "<p>Phụ lục I</p><p>DANH MỤC NHIỆM VỤ, DỰ ÁN</p><table border=1><tr><td>TT<td>Tên nhiệm vụ, dự án<td>Đơn vị chủ trì"
    "<td>Kinh phí năm 2024 (triệu đồng)</tr><tr><td>1<td>Xây kho dữ liệu<td>Sở Thông tin và Truyền thông<td>1.250</tr></table>"
)
_MENU = (
    "<ul>"
    + "".join(
        f"<li><a href=/{name}>{name}</a></li>"
        for name in ("Trang chủ", "Giới thiệu", "Văn bản", "Dịch vụ công", "Liên hệ")
    )
    + "</ul>"
)


_SITE_OF_TABLES = (
    f"<table width=100%><tr><td colspan=2><table><tr><td><img src=x></td></tr></table></td></tr><tr><td class=menu>{_MENU}</td>"
    f"<td><table><tr><td><div class=content>{_PLAN}</div></td></tr></table></td></tr></table>"
)
_SITE_OF_ELEMENTS = (
    f"<header><h2>CỔNG THÔNG TIN ĐIỆN TỬ</h2>{_MENU}</header><nav>{_MENU}</nav><main><div class=breadcrumb>Văn bản / Kế hoạch</div>"
    f"{_PLAN}</main><aside>Tin khác</aside><footer>Bản quyền thuộc về cổng thông tin. Điện thoại: 0219 000 111</footer>"
)


def _plan_facts(document: Document) -> tuple[object, ...]:
    records = interpret_document(document)
    (identity,) = records["documents"]
    (project,) = records["projects"]
    (budget,) = records["project_budgets"]
    return (
        identity["document_id"], identity["title"], identity["signer_name"], project["project_name"], budget["amount_vnd"],
    )  # fmt: skip


_FACTS = (
    "ubnd-tinh-ha-giang.45-kh-ubnd.2024-03-06",
    "Chuyển đổi số năm 2024",
    "Nguyễn Văn An",
    "Xây kho dữ liệu",
    Decimal(1_250_000_000),
)


@pytest.mark.parametrize(
    "page",
    [
        _PLAN,
        f"<html><head><title>x</title><style>p{{}}</style><script>var a = 'CỘNG HÒA';</script></head><body>{_PLAN}</body></html>",
        # A site of tables in tables.
        _SITE_OF_TABLES,
        # One of elements.
        _SITE_OF_ELEMENTS,
        # Tags that are never closed.
        _PLAN.replace("</p>", "").replace("</td>", "").replace("</tr>", ""),
        "<form><div id=wrapper>" + _PLAN.replace("<p>", "<font face='Times New Roman'><p>"),
    ],
    ids=["bare", "page", "tables", "elements", "unclosed", "form"],
)
def test_the_site_around_a_document_changes_nothing(page: str) -> None:
    assert _plan_facts(_read(page)) == _FACTS


def test_nothing_of_a_page_is_lost() -> None:
    page = f"<nav>{_MENU}</nav>{_PLAN}<div class='footer'>Địa chỉ: số 1 đường A</div>"
    document = _read(page)
    said = texts(document, ParagraphKind.FURNITURE)
    assert [text for text in said if "Trang chủ" in text]
    assert "Địa chỉ: số 1 đường A" in said
    assert document.blocks[0].place.line_start == 1


def test_parts_that_look_like_a_site_and_hold_the_document_stay() -> None:
    document = _read(f"<div id=footer class='menu content'>{_PLAN}</div>")
    assert _plan_facts(document) == _FACTS


def test_hidden_elements_are_left_out_and_said() -> None:
    document = _read(
        "<p>thấy</p><p style='DISPLAY: none'>ẩn <b>đậm</b></p><div hidden>ẩn</div>sau<span style='mso-hide:all'>x</span>"
    )
    assert texts(document) == ["thấy", "sau"]
    (remark,) = document.remarks
    assert remark.kind is RemarkKind.HIDDEN_CONTENT
    assert "3 phần" in remark.text


@pytest.mark.parametrize("style", ["sdfootnote{}sym|sdfootnote{}anc|sdfootnote{}", "_ftn{}|_ftnref{}|ftn{}"])
def test_footnotes_go_to_what_cites_them(style: str) -> None:
    to, back, name = (part.format(1) for part in style.split("|"))
    page = (
        f"<p>cuộc họp<a href='#{to}' name='{back}'><sup>[1]</sup></a> trong năm</p><p>sau</p>"
        f"<div id='{name}'><p><a href='#{back}'>[1]</a> Gồm 5 xã.</p></div>"
    )
    document = _read(page)
    assert in_order(document) == ["cuộc họp1 trong năm", "1 Gồm 5 xã.", "sau"]
    assert texts(document, ParagraphKind.FOOTNOTE) == ["1 Gồm 5 xã."]


def test_pages_saved_by_word() -> None:
    page = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><!--[if gte mso 9]><xml><o:x>bỏ</o:x></xml><![endif]-->"
        '<style><!-- p.MsoNormal {font-family:"Times New Roman"} --></style></head><body>'
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;"
        "</span></span><![endif]>Việc một<o:p></o:p></p>"
        "<p class=MsoNormal>Đoạn <span style='font-family:Symbol'>&ge;</span> 80%<o:p>&nbsp;</o:p></p>"
    )
    assert texts(_read(page)) == ["1. Việc một", "Đoạn ≥ 80%"]


def test_a_workbook_saved_as_a_page_is_told_by_its_content() -> None:
    title = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td colspan=4>THỐNG KÊ NĂM 2024</td></tr>"
    page = title + _DATA_TABLE.removeprefix("<table border=1>")
    document = read_source("so-lieu.xls", _SHA, page.encode())
    assert document.source_format == "html"
    assert texts(document) == ["THỐNG KÊ NĂM 2024"]
    assert only_table(document).columns[0] == "STT"


_SENTENCE = "Ủy ban nhân dân tỉnh ban hành kế hoạch chuyển đổi số, giao các sở, ban, ngành thực hiện từ đầu năm"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (f"<meta charset=utf-8><p>{_SENTENCE}".encode(), None),
        (b"\xef\xbb\xbf" + f"<p>{_SENTENCE}".encode(), None),
        (b"\xff\xfe" + f"<p>{_SENTENCE}".encode("utf-16-le"), None),
        (f"<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>{_SENTENCE}".encode(), None),
        (f"<?xml version='1.0' encoding='utf-8'?><html><p>{_SENTENCE}".encode(), None),
    ],
)
def test_unicode_pages_whatever_they_say_of_themselves(data: bytes, note: str | None) -> None:
    assert note is None
    assert texts(_read(data)) == [_SENTENCE]


def test_a_page_in_windows_1258() -> None:
    """Tones are letters of their own there."""
    words = "Ke\u0301 hoa\u0323ch chuyê\u0309n đô\u0309i sô\u0301"
    for meta in ("<meta charset=windows-1258>", ""):
        data = meta.encode() + ("<p>" + " ".join([words] * 6) + "</p>").encode("cp1258")
        assert texts(_read(data)) == [" ".join(["Ké hoạch chuyển đổi số"] * 6)]


@pytest.mark.parametrize("meta", ["<meta charset=x-user-defined>", "<meta charset=iso-8859-1>", ""])
def test_pages_in_old_fonts(meta: str) -> None:
    tcvn3 = "<p><font face='.VnTime'>KÕ ho¹ch chuyÓn ®æi sè</font></p><p><span style=\"font-family:'.VnTimeH'\">kÕ ho¹ch</span></p>"
    vni = "<style>.v {font-family:VNI-Times}</style><p class=v>UÛY BAN NHAÂN DAÂN</p>"
    document = _read((meta + tcvn3 + vni).encode("cp1252"))
    assert texts(document) == ["Kế hoạch chuyển đổi số", "KẾ HOẠCH", "ỦY BAN NHÂN DÂN"]
    assert [remark.kind for remark in document.remarks] == [RemarkKind.LEGACY_ENCODING]


def test_a_page_in_old_letters_without_fonts() -> None:
    text = "Caên cöù Luaät Toå chöùc chính quyeàn ñòa phöông; xeùt ñeà nghò cuûa Sôû Noâng nghieäp taïi Tôø trình soá 5"
    expected = "Căn cứ Luật Tổ chức chính quyền địa phương; xét đề nghị của Sở Nông nghiệp tại Tờ trình số 5"
    assert texts(_read(f"<meta charset=utf-8><p>{text}</p>")) == [expected]


def test_a_page_in_one_file() -> None:
    body = f"<html><body>{_PLAN}</body></html>".encode()
    message = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n--b--\r\n"
    )
    assert _plan_facts(_read(message)) == _FACTS


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<html></html>", "holds no text"),
        ("<html><body><p>&nbsp;</p><script>load()</script></body></html>", "a script loads it"),
        ("<html><frameset><frame src=a.htm></frameset></html>", "inside frames"),
        ("<p><img src=scan.jpg></p>", "pictures and no text"),
        ("<!-- x -->", "holds no text"),
    ],
)
def test_pages_without_text_are_refused(page: str, problem: str) -> None:
    with pytest.raises(SourceRejected) as rejected:
        _read(page)
    assert problem in rejected.value.problem
    assert "PDF" in rejected.value.remedy


def test_a_large_page_takes_time_by_its_length() -> None:
    def seconds(count: int) -> float:
        data = (
            "<table border=1><tr><td>STT<td>Tên nhiệm vụ</tr>"
            + "".join(f"<tr><td>{i}<td>việc số {i}</tr>" for i in range(count))
            + "</table>"
        ).encode()
        started = time.process_time()
        assert len(only_table(_read(data)).rows) == count
        return time.process_time() - started

    seconds(300)
    short = seconds(3_000)
    assert seconds(12_000) < 4 * 2.5 * short


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "đáy",
        "<font>" * 20_000 + "đáy",
        "<table>"
        + "".join(f"<tr><td colspan={i % 1000}>x<td rowspan=60000 colspan=999>y" for i in range(2000))
        + "</table>đáy",
        "đáy<table><td colspan=99999999999 rowspan=-3>x</table>",
        "<p " + "a=1 " * 50_000 + ">đáy",
        "đáy" + "<" * 100_000,
        "đáy<style>" + "a{" * 100_000,
    ],
    ids=["deep", "fonts", "spans", "numbers", "attributes", "brackets", "style"],
)
def test_hostile_pages_are_bounded(page: str) -> None:
    started = time.process_time()
    document = _read(page)
    assert any("đáy" in str(block) for block in document.blocks)
    assert time.process_time() - started < 20


def test_tables_without_end_are_refused() -> None:
    with pytest.raises(SourceRejected, match="lie in each other without end"):
        _read("<table><tr><td>" * 3_000 + "đáy")
