"""DOCX: what a reader of the printed page sees, in the order in which it stands there, and nothing of what is hidden."""

import io
import time
import zipfile
from decimal import Decimal

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.docx import read_docx
from pipelines.read.model import Document, ParagraphKind, RemarkKind, SourceRejected
from pipelines.read.sources import read_source
from tests.read.office_samples import docx, in_order, only_table, p, r, rows, tbl, tc, texts, tr

_SHA = "0" * 64


def _read(body: str, extra: dict[str, bytes] | None = None, **parts: str) -> Document:
    return read_docx("a.docx", _SHA, docx(body, extra, **parts))


def test_paragraphs_and_tables_come_in_their_order_with_their_places() -> None:
    table = tbl(tr("STT", "Tên nhiệm vụ", "Đơn vị chủ trì"), tr("1", "Làm kho dữ liệu", "Sở A"))
    document = _read(p("Một") + p() + table + p("Hai"))
    assert in_order(document) == ["Một", "[STT|Tên nhiệm vụ|Đơn vị chủ trì]", "Hai"]
    assert [block.place.line_start for block in document.blocks] == [1, 3, 9]
    row = only_table(document).rows[0]
    assert [cell.place.line_start for cell in row.cells] == [6, 7, 8]
    assert document.line_count == 9
    assert document.source_format == "docx"


def test_content_controls_insertions_and_links_are_read_through() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Trong hộp')}</w:sdtContent></w:sdt>"
    inline = f"<w:p><w:sdt><w:sdtContent>{r('Số ')}</w:sdtContent></w:sdt><w:hyperlink r:id='rIdout'>{r('12/KH')}</w:hyperlink></w:p>"
    custom = f"<w:customXml>{p('Riêng')}</w:customXml>"
    assert texts(_read(control + inline + custom)) == ["Trong hộp", "Số 12/KH", "Riêng"]


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        "<w:p>" + r("Còn ") + f"<w:ins>{r('mới ')}</w:ins>" + "<w:del><w:r><w:delText>cũ </w:delText></w:r></w:del>"
        f"<w:moveFrom>{r('chỗ cũ ')}</w:moveFrom><w:moveTo>{r('chỗ mới')}</w:moveTo></w:p>"
    )  # fmt: skip
    joined = p("Nửa đầu ", "<w:rPr><w:del/></w:rPr>") + p("nửa sau")
    row = "<w:tr><w:trPr><w:del/></w:trPr>" + tc("9") + tc("bỏ") + "</w:tr>"
    table = tbl(tr("STT", "Tên nhiệm vụ"), tr("1", "giữ"), row)
    document = _read(changed + joined + table)
    assert texts(document) == ["Còn mới chỗ mới", "Nửa đầu nửa sau"]
    assert rows(only_table(document)) == [("1", "giữ")]
    assert any("tracked changes" in note for note in document.notes)


def test_hidden_text_is_left_out_and_said() -> None:
    styles = '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = "<w:p>" + r("Thấy ") + r("ẩn ", "<w:vanish/>") + r("ẩn nữa ", '<w:rStyle w:val="An"/>') + r("rõ") + "</w:p>"
    shown = p("Hiện", run='<w:rStyle w:val="An"/><w:vanish w:val="0"/>')
    document = _read(body + shown, styles=styles)
    assert texts(document) == ["Thấy rõ", "Hiện"]
    (remark,) = document.remarks
    assert remark.kind is RemarkKind.HIDDEN_CONTENT
    assert remark.place.line_start == 1


def _field(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return (
        f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark('separate')}{r(result)}{mark('end')}"
    )


def test_fields_give_their_result() -> None:
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + _field("MERGEFIELD x", "điều kiện")
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("kết quả") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    simple = f'<w:fldSimple w:instr="DATE">{r("20/12/2023")}</w:fldSimple>'
    unclosed = "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + "</w:p>"
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    document = _read(
        f"<w:p>{_field('REF a', 'tham chiếu')}</w:p><w:p>{nested}</w:p><w:p>{simple}</w:p>{unclosed}{p('sau')}<w:p>{box}{r(' x')}</w:p>"
    )
    assert texts(document)[:4] == ["tham chiếu", "kết quả", "20/12/2023", "sau"]


def test_signs_tabs_and_hyphens() -> None:
    run = (
        '<w:r><w:t>tỷ lệ </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>80%</w:t><w:tab/><w:t>Quy</w:t><w:softHyphen/>'
        '<w:t>ết</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    private = r("\uf0a3 5", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')
    unknown = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0EE"/></w:r></w:p>'
    assert texts(_read(f"<w:p>{run}</w:p><w:p>{private}</w:p>{unknown}")) == ["tỷ lệ ≥80% Quyết-x✓", "≤ 5", "\ufffd"]


def test_line_breaks_make_printed_lines() -> None:
    (paragraph,) = _read("<w:p><w:r><w:t>bảo đảm việc của</w:t><w:br/><w:t>tổ chức</w:t></w:r></w:p>").paragraphs()
    assert paragraph.lines == ("bảo đảm việc của", "tổ chức")
    assert paragraph.text == "bảo đảm việc của tổ chức"
    several = "<w:p><w:r><w:t>Nơi nhận:</w:t><w:br/><w:t>- Như trên;</w:t><w:br/><w:t>- Lưu: VT.</w:t></w:r></w:p>"
    assert texts(_read(several)) == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]


def test_pages_are_counted_where_the_file_says_where_they_end() -> None:
    broken = '<w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    marked = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>c</w:t></w:r></w:p>"
    assert [block.place.page for block in _read(broken + marked).blocks] == [1, 2, 3]
    assert [block.place.page for block in _read(broken + p("b")).blocks] == [None, None]
    counted = b'<Properties xmlns="x"><Pages>2</Pages></Properties>'
    assert [block.place.page for block in _read(broken + p("b"), {"docProps/app.xml": counted}).blocks] == [1, 2]
    # Marks left by a program that no longer counted are not believed.
    assert {block.place.page for block in _read(broken + marked, {"docProps/app.xml": counted}).blocks} == {None}


def test_a_row_over_a_page_break_counts_one_page() -> None:
    cell = "<w:p><w:r><w:t>x</w:t><w:lastRenderedPageBreak/><w:t>y</w:t></w:r></w:p>"
    table = tbl(tr("STT", "Tên nhiệm vụ"), f"<w:tr>{tc(cell)}{tc(cell)}</w:tr>", tr("2", "z"))
    document = _read(table + p("sau"))
    assert [row.place.page for row in only_table(document).rows] == [1, 2]
    assert document.blocks[-1].place.page == 2


@pytest.mark.parametrize("inside", ["drawing", "pict"])
def test_text_boxes_are_read_once(inside: str) -> None:
    box = f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent>"
    new = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    twice = f"<mc:AlternateContent><mc:Choice Requires='wps'>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    held = twice if inside == "drawing" else old
    assert texts(_read(f"<w:p>{r('Cạnh hộp')}<w:r>{held}</w:r></w:p>{p('sau')}")) == ["Cạnh hộp", "DỰ THẢO", "sau"]


def test_footnotes_stand_behind_what_cites_them() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{r(" Gồm 5 xã.")}</w:p>{p("Xem thêm.")}</w:footnote>'
        f'<w:footnote w:id="7"><w:p>{r("* Số cũ.")}</w:p></w:footnote>'
        f'<w:footnote w:id="9"><w:p>{r("Trong bảng.")}</w:p></w:footnote>'
    )
    cite = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>*</w:t></w:r>'
    cell = f"<w:p>{r('80')}{cite(9)}</w:p>"
    table = tbl(tr("STT", "Tên chỉ tiêu", "Kết quả"), tr("1", "Tỷ lệ", tc(cell)))
    document = _read(
        f"<w:p>{r('cuộc họp')}{cite(2)}{r(' trong năm')}</w:p><w:p>{r('số liệu')}{own}</w:p>{table}{p('sau')}",
        footnotes=notes,
    )
    assert in_order(document) == [
        "cuộc họp1 trong năm", "1 Gồm 5 xã. Xem thêm.", "số liệu*", "* Số cũ.", "[STT|Tên chỉ tiêu|Kết quả]", "2 Trong bảng.", "sau",
    ]  # fmt: skip
    assert texts(document, ParagraphKind.FOOTNOTE) == ["1 Gồm 5 xã. Xem thêm.", "* Số cũ.", "2 Trong bảng."]
    # A mark glued to a figure would make it another one.
    assert rows(only_table(document)) == [("1", "Tỷ lệ", "80²")]
    lines = [block.place.line_start or 0 for block in document.blocks]
    assert lines == sorted(lines)


def test_endnotes_have_roman_marks_unless_the_document_says_otherwise() -> None:
    notes = f'<w:endnote w:id="1"><w:p>{r("Nguồn A.")}</w:p></w:endnote>'
    body = f'<w:p>{r("câu")}<w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    assert texts(_read(body, endnotes=notes), ParagraphKind.FOOTNOTE) == ["i Nguồn A."]
    settings = '<w:endnotePr><w:numFmt w:val="upperLetter"/><w:numStart w:val="3"/></w:endnotePr>'
    assert texts(_read(body, endnotes=notes, settings=settings)) == ["câuC"]


def test_headers_and_footers_are_furniture_said_once() -> None:
    named = ("header1", "header2", "footer1")
    references = "".join(f'<w:{name[:6]}Reference r:id="rId{name}"/>' for name in named)
    number = f'<w:p>{r("Trang ")}<w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>{r("/")}{_field("NUMPAGES", "9")}</w:p>'
    document = _read(
        p("Thân") + f"<w:sectPr>{references}</w:sectPr>",
        header1=p("Báo cáo của Sở A"),
        header2=p("Báo cáo của Sở A"),
        footer1=number + p("- 3 -"),
    )
    assert texts(document) == ["Thân"]
    assert texts(document, ParagraphKind.FURNITURE) == ["Báo cáo của Sở A"]
    assert document.blocks[-1].place.page is None


def test_a_letterhead_in_the_header_is_the_head_of_the_document() -> None:
    head = tbl(
        tr("SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        tr("Số: 5/KH-SNV", "A, ngày 1 tháng 2 năm 2024"),
        ruled=False,
    )
    document = _read(p("KẾ HOẠCH") + '<w:sectPr><w:headerReference r:id="rIdheader1"/></w:sectPr>', header1=head)
    assert texts(document)[:2] == ["SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert texts(document)[-1] == "KẾ HOẠCH"


def test_contents_are_furniture() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="ML1"><w:name w:val="toc 1"/></w:style>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('MỤC LỤC')}</w:sdtContent></w:sdt>"
    )
    document = _read(control + p("I. MỤC TIÊU\t3", '<w:pStyle w:val="ML1"/>') + p("I. MỤC TIÊU"), styles=styles)
    assert texts(document) == ["I. MỤC TIÊU"]
    assert texts(document, ParagraphKind.FURNITURE) == ["MỤC LỤC", "I. MỤC TIÊU 3"]


def test_capitals_set_by_the_font_are_printed_as_capitals() -> None:
    assert texts(_read(p("kế hoạch", run="<w:caps/>"))) == ["KẾ HOẠCH"]


def test_formulas_keep_their_signs() -> None:
    sign = "<m:r><m:t>{}</m:t></m:r>".format
    math = f"<m:oMath><m:f><m:num>{sign('a')}</m:num><m:den>{sign('b')}</m:den></m:f>{sign('×100')}</m:oMath>"
    assert texts(_read(f"<w:p>{r('T = ')}{math}</w:p>")) == ["T = a/b×100"]


def test_old_fonts_are_converted_run_by_run() -> None:
    """Unicode, TCVN3 and VNI in one document; a letter of VNI parted by a run's end."""
    old = '<w:rFonts w:ascii="VNI-Times" w:hAnsi="VNI-Times"/>'
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{old}</w:rPr></w:rPrDefault></w:docDefaults>"
    tcvn = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    plain = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'
    body = (
        "<w:p>" + r("U") + r("ÛY BAN NHAÂN DAÂN") + "</w:p>" + p("KÕ ho¹ch chuyÓn ®æi sè", run=tcvn)
        + p("kÕ ho¹ch", run=capitals) + p("Ủy ban nhân dân xã", run=plain)
    )  # fmt: skip
    document = _read(body, styles=styles)
    assert texts(document) == ["ỦY BAN NHÂN DÂN", "Kế hoạch chuyển đổi số", "KẾ HOẠCH", "Ủy ban nhân dân xã"]
    (remark,) = document.remarks
    assert remark.kind is RemarkKind.LEGACY_ENCODING
    assert "VNI" in remark.text
    assert "TCVN3" in remark.text


def test_embedded_and_outside_content_is_named() -> None:
    sheet = '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'
    document = _read(p("Thân") + sheet + '<w:altChunk r:id="rIdout"/>')
    assert [remark.kind for remark in document.remarks] == [RemarkKind.HIDDEN_CONTENT] * 2
    assert "bảng tính" in document.remarks[0].text


def test_macros_are_not_run_and_named() -> None:
    document = read_source("a.docm", _SHA, docx(p("Thân"), {"word/vbaProject.bin": b"Sub AutoOpen()"}))
    assert texts(document) == ["Thân"]
    assert document.notes == ["the file holds macros, which were not run"]


def test_strict_open_xml_is_read() -> None:
    data = docx(p("Thân"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for loose, strict in (
                (b"wordprocessingml/2006/main", b"wordprocessingml/main"),
                (b"officeDocument/2006/relationships", b"officeDocument/relationships"),
            ):
                content = content.replace(
                    b"http://schemas.openxmlformats.org/" + loose, b"http://purl.oclc.org/ooxml/" + strict
                )
            new.writestr(name, content)
    assert b"purl.oclc.org" in out.getvalue()
    assert texts(read_docx("a.docx", _SHA, out.getvalue())) == ["Thân"]


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = docx(p("Thân " * 500))
    with pytest.raises(SourceRejected, match="cut off or damaged"):
        read_source("a.docx", _SHA, data[: int(len(data) * share)])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (docx(""), "holds no text"),
        (docx(p() + tbl(tr("", ""))), "holds no text"),
        (docx(p(), {"word/media/image1.png": b"x"}), "pictures and no text"),
        (docx("<w:p><w:pPr></w:p>"), "is no XML"),
    ],
)
def test_files_without_text_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(SourceRejected) as rejected:
        read_source("a.docx", _SHA, data)
    assert problem in rejected.value.problem
    assert rejected.value.remedy


def test_bombs_are_refused() -> None:
    entities = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    data = docx(p("Thân"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, entities.encode() * (name == "word/document.xml") + old.read(name))
    with pytest.raises(SourceRejected, match="declares a document type or entities"):
        read_docx("a.docx", _SHA, out.getvalue())
    with pytest.raises(SourceRejected, match="200 times its size"):
        read_docx("a.docx", _SHA, docx(p("Thân"), {"word/media/a.bin": bytes(50_000_000)}))


def test_a_protected_file_is_refused() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage\0".encode("utf-16-le") + bytes(500)
    with pytest.raises(SourceRejected, match="protected by a password"):
        read_source("a.docx", _SHA, compound)


def test_time_grows_with_the_length_only() -> None:
    def seconds(count: int) -> float:
        data = docx(
            "".join(p(f"Đoạn văn số {i * 7919}.") for i in range(count))
            + tbl(tr("STT", "Tên nhiệm vụ"), *[tr(str(i), "việc") for i in range(count // 20)])
        )
        started = time.process_time()
        document = read_docx("a.docx", _SHA, data)
        assert document.line_count == count + 2 + 2 * (count // 20)
        return time.process_time() - started

    seconds(500)
    short = seconds(5_000)
    assert seconds(50_000) < 10 * 2.5 * short


def test_a_file_of_paragraphs_without_end_is_refused() -> None:
    with pytest.raises(SourceRejected, match="more than 500000 paragraphs"):
        _read("".join(f'<w:p w:rsidR="{number:06x}"/>' for number in range(500_001)))


def test_deep_nesting_is_bounded() -> None:
    nested = p("đáy")
    for _ in range(40):
        nested = tbl(f"<w:tr><w:tc>{nested}<w:p/></w:tc></w:tr>")
    assert texts(_read(nested)) == ["đáy"]
    boxes = "<w:sdt><w:sdtContent>" * 2000 + p("đáy") + "</w:sdtContent></w:sdt>" * 2000
    with pytest.raises(SourceRejected, match="is no XML"):
        _read(boxes)


def test_a_plan_in_docx_gives_records() -> None:
    head = tbl(
        tr(tc(p("ỦY BAN NHÂN DÂN") + p("TỈNH HÀ GIANG")), tc(p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc"))),
        tr("Số: 45/KH-UBND", "Hà Giang, ngày 6 tháng 3 năm 2024"),
        ruled=False,
    )  # fmt: skip
    table = tbl(
        tr("TT", "Tên nhiệm vụ, dự án", "Đơn vị chủ trì", "Kinh phí năm 2024 (triệu đồng)"),
        tr("1", "Xây dựng kho dữ liệu", "Sở Thông tin và Truyền thông", "1.250"),
        tr("2", "Thuê phần mềm", "Văn phòng UBND tỉnh", "300,5"),
    )
    sign = tbl(
        tr(
            tc(p("Nơi nhận:") + p("- Như trên;") + p("- Lưu: VT.")),
            tc(p("TM. ỦY BAN NHÂN DÂN") + p("CHỦ TỊCH") + p() + p("Nguyễn Văn An")),
        ),
        ruled=False,
    )
    body = (
        head
        + p("KẾ HOẠCH")
        + p("Chuyển đổi số năm 2024")
        + p("I. NHIỆM VỤ")
        + p("Giao các sở thực hiện.")
        + sign
        + p("Phụ lục I")
        + p("DANH MỤC NHIỆM VỤ, DỰ ÁN")
        + table
    )
    records = interpret_document(_read(body))
    (identity,) = records["documents"]
    assert identity["document_symbol"] == "45/KH-UBND"
    assert identity["signer_name"] == "Nguyễn Văn An"
    assert identity["title"] == "Chuyển đổi số năm 2024"
    assert [project["project_name"] for project in records["projects"]] == ["Xây dựng kho dữ liệu", "Thuê phần mềm"]
    assert [budget["amount_vnd"] for budget in records["project_budgets"]] == [
        Decimal(1_250_000_000),
        Decimal(300_500_000),
    ]
