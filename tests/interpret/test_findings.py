"""What an official should put right, in small documents of our own wording; and that a clean document has nothing to put right."""

import itertools
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.findings_content import find_content_findings
from pipelines.interpret.findings_dates import find_date_findings
from pipelines.interpret.findings_numbering import find_numbering
from pipelines.interpret.findings_parts import find_larger_parts
from pipelines.interpret.findings_record import Finding
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, Records
from pipelines.read.model import Document, Place, Remark, RemarkKind
from tests.interpret.test_arithmetic_tables import COLUMNS, ROWS, table
from tests.interpret.texts import read

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
HEAD = """\
ỦY BAN NHÂN DÂN
HUYỆN ĐẦM HÀ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/KH-UBND            Đầm Hà, ngày {day} tháng 3 năm 2024
KẾ HOẠCH
Bảo vệ môi trường huyện Đầm Hà năm 2024
I. MỤC TIÊU
Thực hiện Kế hoạch số 25/KH-UBND ngày 10/01/2024 của UBND tỉnh về bảo vệ môi trường năm 2024.
{body}
II. TỔ CHỨC THỰC HIỆN
Các xã thực hiện Kế hoạch này./.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Hoa
"""


def findings(body: str = "Toàn huyện trồng 12 ha rừng.", number: str = "41", day: str = "05") -> list[tuple[Any, Any]]:
    records = interpret_document(read(HEAD.format(body=body, number=number, day=day)))
    return [(row["finding_kind"], row["value_text"]) for row in records["findings"]]


def test_a_clean_document_has_no_findings() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hoàn thành trước ngày 31/02/2024.", [("invalid_date", "31/02/2024")]),
        ("Hoàn thành trước ngày 0/10/2024.", [("invalid_date", "0/10/2024")]),
        ("Hoàn thành trước ngày 31 tháng 6 năm 2024.", [("invalid_date", "ngày 31 tháng 6 năm 2024")]),
        ("Hoàn thành trong năm 2204.", [("implausible_value", "2204")]),
        ("Thực hiện giai đoạn 2025-2021.", [("implausible_value", "2025-2021")]),
        ("Có 12/15 xã ra quân, đạt 75%.", [("ratio_conflict", "75%")]),
        ("Có 05 xã: Quảng An, Dực Yên, Tân Lập.", [("count_conflict", "05 xã")]),
        ("Gồm (1) thu gom; (2) xử lý; (4) tái chế.", [("numbering_gap", "(4)")]),
        ("Các đơn vị tham gia các các lớp học.", [("spelling", "các các")]),
        ("Theo Kế hoạch số 25/KH-UBND ngày 11/01/2024 của UBND tỉnh về bảo vệ môi trường.", [("date_conflict", "11/01/2024")]),
        # A day that exists, a number of another year, a version, a rule of the law.
        ("Hoàn thành trước ngày 29/02/2024, phiên bản 2.0.31.", []),
        ("Theo Kế hoạch số 25/KH-UBND ngày 18/02/2019 của UBND tỉnh về chăn nuôi.", []),
        ("Theo Thông tư số 31/2019/TT-BTNMT, tiêu chuẩn 14001:2015, máy 31/02.", []),
    ],
)  # fmt: skip
def test_what_the_body_prints(body: str, expected: list[tuple[str, str]]) -> None:
    assert findings(body) == expected


def test_a_number_and_a_day_left_blank() -> None:
    kinds = [kind for kind, _ in findings(number="      ", day="     ")]
    assert kinds == ["blank_number", "blank_number"]


def numbering(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, str | None]]:
    return [(finding.kind, finding.value_text) for finding in find_numbering([table(COLUMNS, rows)], [], [])]


def test_numbers_of_rows() -> None:
    assert numbering(ROWS) == []
    assert numbering([*ROWS[:5], ("4", *ROWS[6][1:]), ROWS[7]]) == [("numbering_gap", "4")]
    assert numbering([*ROWS[:2], ("1", *ROWS[2][1:]), *ROWS[3:]]) == [("duplicate_code", "1")]
    assert numbering([*ROWS[:3], ("III", *ROWS[3][1:]), *ROWS[4:]]) == [("numbering_gap", "III")]
    running = [("3", *ROWS[4][1:]), ("4", *ROWS[5][1:]), ("5", *ROWS[6][1:])]
    assert numbering([*ROWS[:4], *running, ROWS[7]]) == []
    numbers = ("1.1", "1.2", "1.2", "1.4")
    codes = [("1", "Hạ tầng", "", "", ""), *((code, f"Việc thứ {n}", "A", "1", "1") for n, code in enumerate(numbers))]
    assert numbering(codes) == [("duplicate_code", "1.2"), ("numbering_gap", "1.4")]


def test_a_row_that_stands_twice() -> None:
    again = ("4", *ROWS[4][1:])
    assert numbering([*ROWS[:7], again, ROWS[7]]) == [("repeated_row", "4")]
    other_amount = ("4", *ROWS[4][1:4], "999")
    assert numbering([*ROWS[:7], other_amount, ROWS[7]]) == []


def heading(number: str, line: int, parent: str | None = None) -> Record:
    return {
        "number": number,
        "title": "Tên mục",
        "parent_section_id": parent,
        "source_line_start": line,
        "source_page": 1,
    }


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("I", "II", "III"), []),
        (("I", "III"), ["numbering_gap"]),
        (("1", "2", "2", "3"), ["duplicate_code"]),
        (("g", "h", "k"), ["numbering_gap"]),
        (("c", "d", "đ", "e"), []),
        (("c", "d", "e"), []),
        (("1.1", "1.2", "1.4"), ["numbering_gap"]),
    ],
)
def test_numbers_of_headings(numbers: tuple[str, ...], expected: list[str]) -> None:
    found = find_numbering([], [heading(number, line) for line, number in enumerate(numbers, 1)], [])
    assert [finding.kind for finding in found] == expected


def content(
    identity: Record | None = None,
    rows: Sequence[tuple[str, ...]] | None = None,
    passages: list[str] | None = None,
    **records: list[Record],
) -> list[Finding]:
    data: Records = {"indicator_targets": [], "indicator_results": []} | records
    texts = [Passage(text, PassageKind.PROSE, None, Place(line_start=n)) for n, text in enumerate(passages or [], 1)]
    return find_content_findings(identity or {}, [table(COLUMNS, rows)] if rows else [], texts, data)


def test_a_cell_left_empty_where_the_column_is_filled() -> None:
    rows = [(str(n), f"Nhiệm vụ thứ {n}", "Phòng Y tế", "10", "5") for n in range(1, 9)]
    assert content(rows=rows) == []
    rows[4] = ("5", "Nhiệm vụ thứ năm", "", "10", "5")
    assert [(finding.kind, finding.place.line_start) for finding in content(rows=rows)] == [("missing_value", 14)]
    rows[4] = ("5", "Nhiệm vụ thứ năm", "", "", "")
    assert content(rows=rows) == []


def test_a_title_that_the_agency_does_not_have() -> None:
    identity: Record = {"issuer_text": "Ban Tôn giáo tỉnh Hà Nam", "signer_title": "TRƯỞNG BAN"}
    said = ["Trình Giám đốc Ban phê duyệt.", "Trưởng Ban ký.", "Giám đốc Ban Quản lý dự án phối hợp."]
    assert [finding.value_text for finding in content(identity, passages=said)] == ["Giám đốc Ban"]
    assert content(identity, passages=said[1:]) == []
    assert content({"issuer_text": "Sở Y tế", "signer_title": "GIÁM ĐỐC"}, passages=["Trình Giám đốc Sở ký."]) == []


def test_only_the_usage_of_the_document_tells_a_misspelt_word() -> None:
    usual = ["Các xã bảo vệ môi trường sống."] * 9
    assert content(passages=[*usual, "Các xã bảo vệ mội trường sống."])[0].value_text == "vệ mội trường"
    assert content(passages=[*usual[:3], "Các xã bảo vệ mội trường sống."]) == []
    assert content(passages=[*["Vùng có hoa màu xanh tốt."] * 9, "Vùng có hoà màu xanh tốt."])[0].kind == "spelling"
    assert content(passages=[*["Hồ sơ số hóa xong."] * 9, "Hồ sơ số hoá xong."]) == []


def target(name: str, value: int, row_no: str | None, unit: str = "percent") -> Record:
    return {
        "component_no": 0, "indicator_name": name, "row_no": row_no, "target_year": 2024, "target_value": Decimal(value),
        "target_value_upper": None, "target_text": f"{value}%", "table_label": "Phụ lục", "unit": unit, "comparator": None,
        "source_line_start": 5, "source_line_end": 5, "group_no": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Tỷ lệ hộ dân dùng nước sạch", 120, ["implausible_value"]),
        ("Tỷ lệ hộ dân dùng nước sạch", 100, []),
        ("Tỷ lệ thu ngân sách so với dự toán", 120, []),
        ("Tốc độ tăng trưởng", 120, []),
    ],
)
def test_shares_above_a_hundred(name: str, value: int, expected: list[str]) -> None:
    assert [finding.kind for finding in content(indicator_targets=[target(name, value, "1")])] == expected


def test_a_goal_in_two_wordings() -> None:
    goal = target("Tỷ lệ hộ gia đình ở nông thôn dùng nước sạch đạt 90%", 90, None)
    near = target("Tỷ lệ hộ gia đình nông thôn dùng nước sạch đạt 90%", 90, "1")
    far = target("Tỷ lệ xã đạt chuẩn nông thôn mới đạt 90%", 90, "1")
    assert [f.kind for f in content(indicator_targets=[goal, near])] == ["wording_conflict"]
    assert content(indicator_targets=[goal, far]) == []
    assert content(indicator_targets=[goal, goal | {"row_no": "1"}]) == []


def citation(symbol: str, day: date, subject: str = "", issuer: str | None = None) -> Record:
    return {
        "cited_symbol": symbol, "cited_date": day, "subject": subject, "cited_issuer_text": issuer, "source_line_start": 3,
        "source_line_end": 3,
    }  # fmt: skip


def test_one_document_with_two_dates() -> None:
    document = Document("a.txt", "0" * 64, "txt")
    identity: Record = {"document_number": 1, "issue_date": date(2024, 1, 1)}

    def conflicts(*citations: Record) -> list[str | None]:
        return [f.value_text for f in find_date_findings(document, identity, [], [], citations)]

    first = citation("25/KH-UBND", date(2023, 1, 10), "về trồng rừng")
    assert conflicts(first, citation("25/KH-UBND", date(2023, 1, 11))) == ["11/01/2023"]
    assert conflicts(first, citation("25/KHUBND", date(2022, 1, 10))) == ["10/01/2022"]
    assert conflicts(first, citation("25/KH-UBND", date(2021, 6, 2), "về trồng rừng")) == ["02/06/2021"]
    assert conflicts(first, citation("25/KH-UBND", date(2021, 6, 2), "về dạy nghề")) == []
    assert conflicts(first, first) == []
    of_two = [
        citation("5/QĐ-UBND", date(2023, month, 1), "", f"UBND huyện {issuer}")
        for month, issuer in ((1, "A"), (2, "B"))
    ]
    assert conflicts(*of_two) == []


@pytest.mark.parametrize(("kind", "severity"), [(RemarkKind.CUT_OFF, "reject"), (RemarkKind.REPEATED_PAGE, "note")])
def test_remarks_on_the_file_become_findings(kind: RemarkKind, severity: str) -> None:
    document = read(HEAD.format(body="Trồng rừng.", number="41", day="05"))
    document.remarks.append(Remark(kind, Place(line_start=3), "Tệp thiếu trang cuối."))
    found = interpret_document(document)["findings"]
    assert [(row["finding_kind"], row["severity"], row["description"], row["source_line_start"]) for row in found] == [
        (str(kind), severity, "Tệp thiếu trang cuối.", 3)
    ]


@pytest.mark.parametrize(
    ("end", "is_cut"), [("chưa có phòng họp đạt chuẩn", True), ("4 Bản đồ số du lịch", False), (None, False)]
)
def test_a_file_that_ends_in_the_middle_of_a_row(end: str | None, is_cut: bool) -> None:
    text = (SAMPLES / "tuyen-quang-2025-plan.txt").read_text(encoding="utf-8")
    told = interpret_document(read(text[: text.index(end)] if end else text))["findings"]
    assert [finding["severity"] for finding in told if finding["finding_kind"] == "cut_off"] == ["reject"] * is_cut


def test_a_misspelt_word_of_a_scan_is_ours_to_look_at() -> None:
    passages = ["Các cơ quan phối hợp."] * 9 + ["Các cơ quán phối hợp."]
    for source_format, responsibility in (("txt", "issuer"), ("pdf_scan", "us")):
        (told,) = content({"source_format": source_format}, passages=passages)
        assert (told.kind, told.responsibility) == ("spelling", responsibility)


def _plan_and_paid(paid: Sequence[int], heading: str = "Giải ngân") -> list[Finding]:
    rows = [[str(at), f"Công trình {at}", str(100 * at), str(value)] for at, value in enumerate(paid, start=1)]
    return list(find_larger_parts(table(["STT", "Tên công trình", "Kế hoạch vốn", heading], rows)))


def test_a_part_larger_than_its_whole() -> None:
    paid = [60 * at for at in range(1, 25)]
    assert not _plan_and_paid(paid)
    paid[6] = 777
    (told,) = _plan_and_paid(paid)
    assert told.value_text == "777"
    assert "Công trình 7" in told.description
    # Another year's plan is no part of this year's; where every fifth row exceeds, neither is what it seems.
    assert not _plan_and_paid(paid, "Kế hoạch năm sau")
    assert not _plan_and_paid([130 * at if at % 5 == 0 else 60 * at for at in range(1, 25)])
    assert not _plan_and_paid(paid[:10])


def test_dates_that_cannot_be_are_found_in_every_form() -> None:
    days, months, years = (
        (0, 1, 28, 29, 30, 31, 32, 40, 99),
        (0, 1, 2, 4, 12, 13, 20, 99),
        (1780, 1900, 2023, 2100, 2101),
    )
    forms = ("{}/{}/{}", "{}.{}.{}", "{} - {} - {}", "ngày {} tháng {} năm {}")
    said = {form.format(*day): is_day(*day) for form in forms for day in itertools.product(days, months, years)}
    said |= {f"giai đoạn {a}-{b}": a <= b for a in range(1998, 2033) for b in range(1998, 2033)}
    passages = [Passage(text, PassageKind.PROSE, None, Place(1, line, line)) for line, text in enumerate(said, 1)]
    found = find_date_findings(Document("a.txt", "0" * 64, "txt"), {}, [], passages, [])
    assert list(dict.fromkeys(told.place.line_start for told in found)) == [
        line for line, holds in enumerate(said.values(), 1) if not holds
    ]


def is_day(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1900 <= year <= 2100
