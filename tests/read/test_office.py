"""DOC, RTF and ODT through the real LibreOffice; what is read without it; files that are damaged, protected or hostile."""

import io
import os
import re
import shutil
import socket
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read import office
from pipelines.read.docx import read_docx
from pipelines.read.formats import Format
from pipelines.read.model import Document, ParagraphKind, RemarkKind, SourceRejected
from pipelines.read.sources import read_source
from tests.read.office_samples import docx, only_table, p, r, rows, tbl, tc, texts, tr
from tests.shared_inputs import shared_folder

_SHA = "0" * 64


@pytest.fixture(name="libreoffice")
def _libreoffice() -> str:
    program = office.find_libreoffice()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(f"LibreOffice is not installed: {office.INSTALL}")
        pytest.skip(f"LibreOffice is not installed: {office.INSTALL}")
    return program


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed: apt-get install {name}")
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    return found


def _plan(*, ends_in_table: bool = False) -> bytes:
    head = tbl(
        tr(
            tc(p("ỦY BAN NHÂN DÂN") + p("TỈNH HÀ GIANG")),
            tc(p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc")),
        ),
        tr("Số: 45/KH-UBND", "Hà Giang, ngày 6 tháng 3 năm 2024"),
        ruled=False,
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    notes = f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{r(" Gồm 5 xã.")}</w:p></w:footnote>'
    cited = f'<w:p>{r("Giao các sở thực hiện")}<w:r><w:footnoteReference w:id="2"/></w:r>{r(" trong năm.")}</w:p>'
    table = tbl(
        tr(
            tc("TT", merge="restart"),
            tc("Tên nhiệm vụ, dự án", merge="restart"),
            tc("Đơn vị chủ trì", merge="restart"),
            tc("Kinh phí (triệu đồng)", span=2),
        ),
        tr(tc("", merge="continue"), tc("", merge="continue"), tc("", merge="continue"), "Tổng", "Năm 2024"),
        tr("I", tc("Nhiệm vụ chuyển tiếp", span=4)),
        tr("1", "Xây dựng kho dữ liệu", tc("Sở Thông tin và Truyền thông", merge="restart"), "2.000", "1.250"),
        tr("2", "Thuê phần mềm", tc("", merge="continue"), "600", "300,5"),
    )
    body = (
        head + p("KẾ HOẠCH") + p("Chuyển đổi số năm 2024") + p("NHIỆM VỤ", numbered) + cited + p("TỔ CHỨC THỰC HIỆN", numbered)
        + p("Các sở báo cáo./.") + p("Phụ lục I") + p("DANH MỤC NHIỆM VỤ, DỰ ÁN") + _sized(table, 5)
        + ("" if ends_in_table else p("Ghi chú: ước."))
    )  # fmt: skip
    return docx(body, numbering=numbering, footnotes=notes)


def _sized(table: str, columns: int) -> str:
    """The table with the widths that LibreOffice needs to place merged cells."""
    edges = '<w:gridCol w:w="1800"/>' * columns
    grid = f"<w:tblGrid>{edges}</w:tblGrid>"

    def width(found: re.Match[str]) -> str:
        return f'<w:tcPr><w:tcW w:w="{1800 * int(found[2] or 1)}" w:type="dxa"/>{found[1] or ""}'

    return re.sub(r'<w:tcPr>(<w:gridSpan w:val="(\d)"/>)?', width, table.replace("<w:tblGrid/>", grid))


def _facts(document: Document) -> dict[str, object]:
    records = interpret_document(document)
    keep = {
        "documents": ("document_id", "title"), "sections": ("number", "title"),
        "projects": ("line_key", "project_name"), "project_budgets": ("line_key", "amount_vnd", "amount_text"),
        "assignments": ("subject_key", "agency_text"),
    }  # fmt: skip
    return {
        name: [tuple(row.get(column) for column in columns) for row in records[name]] for name, columns in keep.items()
    }


@pytest.mark.parametrize("wanted", [Format.DOC, Format.RTF, Format.ODT, Format.HTML])
def test_a_plan_says_the_same_in_every_format(libreoffice: str, wanted: Format) -> None:
    made = _plan()
    expected = _facts(read_docx("a.docx", _SHA, made))
    assert [row[1] for row in expected["projects"]] == ["Xây dựng kho dữ liệu", "Thuê phần mềm"]  # type: ignore[attr-defined]
    assert Decimal(600_000_000) in [row[1] for row in expected["project_budgets"]]  # type: ignore[attr-defined]
    converted = office.convert("a.docx", made, "docx", wanted.value, libreoffice)
    document = read_source(f"a.{wanted.value}", _SHA, converted)
    assert document.source_format == wanted.value
    assert document.source_sha256 == _SHA
    assert _facts(document) == expected
    assert texts(document, ParagraphKind.FOOTNOTE) == ["1 Gồm 5 xã."]
    assert {block.place.page for block in document.blocks} == {None}
    assert [row.cells[2].covered for row in only_table(document).rows] == [False, False, True]


def test_a_doc_that_ends_in_a_table_keeps_it(libreoffice: str) -> None:
    """LibreOffice writes no paragraph behind it, and reads such a table as one line of text."""
    _program("antiword")
    converted = office.convert("a.docx", _plan(ends_in_table=True), "docx", "doc", libreoffice)
    table = only_table(read_source("a.doc", _SHA, converted))
    assert rows(table)[-1][:2] == ("2", "Thuê phần mềm")
    assert rows(table)[-1][-1] == "300,5"


def test_old_fonts_survive_the_way_through_doc_and_rtf(libreoffice: str) -> None:
    def font(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    made = docx(p("UÛY BAN NHAÂN DAÂN", run=font("VNI-Times")) + p("KÕ ho¹ch chuyÓn ®æi sè", run=font(".VnTime")))
    for suffix in ("doc", "rtf"):
        document = read_source(f"a.{suffix}", _SHA, office.convert("a", made, "docx", suffix, libreoffice))
        assert texts(document) == ["ỦY BAN NHÂN DÂN", "Kế hoạch chuyển đổi số"]
        assert [remark.kind for remark in document.remarks] == [RemarkKind.LEGACY_ENCODING]


def test_a_file_is_what_it_holds_and_not_what_it_is_called(libreoffice: str) -> None:
    rtf = office.convert("a", _plan(), "docx", "rtf", libreoffice)
    assert read_source("a.doc", _SHA, rtf).source_format == "rtf"
    assert read_source("a.doc", _SHA, _plan()).source_format == "docx"
    assert read_source("a.doc", _SHA, b"<html><body><p>KE HOACH</p></body></html>").source_format == "html"


def test_nothing_outside_the_file_is_fetched(libreoffice: str, tmp_path: Path) -> None:
    """A picture and a section of other files: a socket of ours waits for somebody to ask for them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("BI MAT", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        fields = (
            rf'{{\field{{\*\fldinst INCLUDEPICTURE "http://127.0.0.1:{port}/a.png" \\d}}{{\fldrslt }}}}'
            rf'{{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt }}}}'
        )
        document = read_source("a.rtf", _SHA, ("{\\rtf1\\ansi Noi dung " + fields + "\\par}").encode())
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody stands in the queue
            server.accept()
    assert libreoffice
    assert texts(document)[0].startswith("Noi dung")
    assert "BI MAT" not in " ".join(texts(document))


@pytest.mark.parametrize("suffix", ["doc", "odt"])
@pytest.mark.parametrize("share", [0.15, 0.6])
def test_truncated_files_are_refused(libreoffice: str, suffix: str, share: float) -> None:
    whole = office.convert("a", _plan(), "docx", suffix, libreoffice)
    with pytest.raises(SourceRejected) as rejected:
        read_source(f"a.{suffix}", _SHA, whole[: int(len(whole) * share)])
    assert rejected.value.remedy


def test_a_protected_doc_is_refused_before_anything_runs() -> None:
    sector = b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01" + bytes(500)
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + sector + "WordDocument\0".encode("utf-16-le")
    with pytest.raises(SourceRejected, match="protected by a password"):
        read_source("a.doc", _SHA, data)


def test_an_odt_bomb_is_refused_before_anything_runs() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"<a>" + bytes(30_000_000))
    with pytest.raises(SourceRejected, match="200 times its size"):
        read_source("a.odt", _SHA, out.getvalue())


def test_a_conversion_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(office, "TIMEOUT", 1)
    with pytest.raises(SourceRejected, match="did not finish it in 1 seconds"):
        office.convert("a.rtf", b"{\\rtf1 a}", "rtf", "docx", str(program))


def _only(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: real(name) if name in programs else None)


def test_without_libreoffice_antiword_reads_what_it_can(libreoffice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _program("antiword")
    made = office.convert("a", _plan(), "docx", "doc", libreoffice)
    _only(monkeypatch, "antiword")
    document = read_source("a.doc", _SHA, made)
    assert rows(only_table(document))[-1][1] == "Thuê phần mềm"
    assert interpret_document(document)["documents"][0]["document_id"] == "ubnd-tinh-ha-giang.45-kh-ubnd.2024-03-06"
    assert "install LibreOffice" in document.notes[0]


def test_without_libreoffice_catdoc_reads_the_text(libreoffice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _program("catdoc")
    made = office.convert("a", _plan(), "docx", "rtf", libreoffice)
    _only(monkeypatch, "catdoc")
    document = read_source("a.rtf", _SHA, made)
    assert "Chuyển đổi số năm 2024" in " ".join(texts(document))
    assert "tables" in document.notes[0]


@pytest.mark.parametrize("source_format", [Format.DOC, Format.RTF])
def test_without_any_program_the_command_that_installs_one_is_named(
    monkeypatch: pytest.MonkeyPatch, source_format: Format
) -> None:
    _only(monkeypatch)
    with pytest.raises(SourceRejected) as rejected:
        office.read_office("a", _SHA, b"{\\rtf1 a}", source_format)
    assert rejected.value.remedy == f"install it: {office.INSTALL}"


def test_a_decision_of_2008_in_vni(libreoffice: str) -> None:
    path = shared_folder("real-files") / "qd991_ubnd_2008_vni.doc"
    assert libreoffice
    records = interpret_document(read_source(path.name, _SHA, path.read_bytes()))
    (identity,) = records["documents"]
    assert identity["document_symbol"] == "991/QĐ-UBND"
    assert str(identity["issue_date"]) == "2008-05-14"
    assert identity["issuer_agency_id"] == "ubnd-tinh-binh-phuoc"
    assert (identity["issue_place"], identity["signer_name"]) == ("Đồng Xoài", "Trương Tấn Thiệu")
    assert [citation["cited_symbol"] for citation in records["citations"]] == [
        "186/2006/QĐ-TTg", "39/TB-VPCP", "172/TB-VPCP", "38/2005/CT-TTg", "11/2007/QĐ-UBND", "1927/QĐ-UBND", "66/TTr-SNN",
    ]  # fmt: skip


def test_a_draft_plan_of_2026_in_every_format(libreoffice: str) -> None:
    path = shared_folder("real-files") / "laocai_kh_chi_thi_11_khoang_san.docx"
    expected = read_docx(path.name, _SHA, path.read_bytes())
    table = only_table(expected)
    assert table.columns == (
        "TT", "Tên nhiệm vụ", "Sở, ngành chủ trì tham mưu", "Đơn vị phối hợp thực hiện", "Thời gian thực hiện", "Ghi chú",
    )  # fmt: skip
    assert [row[0] for row in rows(table)] == [str(number) for number in range(1, 15)]
    assert rows(table)[5][2] == "Sở Công Thương; Sở Xây dựng"
    assert rows(table)[4][4] == "Hoàn thành đầu tư, lắp đặt và vận hành xong trước ngày 01/01/2030"
    records = interpret_document(expected)
    (identity,) = records["documents"]
    assert (identity["document_number"], identity["issue_date"]) == (None, None)
    assert identity["document_type"] == "ke_hoach"
    assert [finding["finding_kind"] for finding in records["findings"]].count("blank_number") >= 1
    for suffix in ("doc", "rtf", "odt", "html"):
        converted = office.convert(path.name, path.read_bytes(), "docx", suffix, libreoffice)
        assert rows(only_table(read_source(f"a.{suffix}", _SHA, converted))) == rows(table), suffix


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_real_plans_say_the_same_in_every_format(libreoffice: str, doc_id: str) -> None:
    path = shared_folder("documents", "formats") / f"{doc_id}.docx"
    data = path.read_bytes()
    expected = _facts(read_docx(path.name, _SHA, data))
    assert expected["projects"]
    for suffix in ("doc", "rtf", "odt", "html"):
        converted = office.convert(path.name, data, "docx", suffix, libreoffice)
        assert _facts(read_source(f"a.{suffix}", _SHA, converted)) == expected, suffix
