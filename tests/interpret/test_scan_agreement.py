"""Marks that recognition loses over the capitals of a scan's head."""

from dataclasses import replace

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Records
from tests.interpret.texts import read

HEAD = """\
SỞ Y TẾ
ĐOÀN {name}
Số: 12/KH-ĐKT
Lào Cai, ngày 10 tháng 3 năm 2026
KẾ HOẠCH
Kiểm tra việc bảo quản thuốc năm 2026
Thực hiện Quyết định số 10/QĐ-SYT ngày 06/3/2026 của Sở Y tế về kiểm tra.
I. MỤC TIÊU
{body}
TM. ĐOÀN
TRƯỞNG ĐOÀN
Trần Thị Hoa
"""


def interpreted(name: str, body: str, source_format: str = "pdf_scan") -> Records:
    return interpret_document(replace(read(HEAD.format(name=name, body=body)), source_format=source_format))


def issuer(records: Records) -> object:
    return records["documents"][0]["issuer_text"]


def lines(text: str, count: int) -> str:
    return "\n".join(f"- {text} lần {number} ở cơ sở." for number in range(1, count + 1))


def test_marks_of_the_head_are_those_of_the_body_and_that_is_told() -> None:
    records = interpreted("KIÊM TRA", lines("Đoàn kiểm tra làm việc", 3))
    assert issuer(records) == "ĐOÀN KIỂM TRA"
    (told,) = [row for row in records["findings"] if "Tên cơ quan" in str(row["description"])]
    assert (told["finding_kind"], told["value_text"], told["responsibility"]) == ("low_confidence", "KIÊM", "us")


@pytest.mark.parametrize(
    ("body", "source_format"),
    [
        (lines("Đoàn kiểm tra làm việc", 2), "pdf_scan"),  # too seldom to tell
        (lines("Đoàn kiểm tra làm việc", 3) + "\n- Đoàn kiêm tra ghi biên bản.", "pdf_scan"),  # the body has both
        (lines("Đoàn kiểm tra làm việc", 3), "txt"),  # what a text prints is what it says
        (lines("Tổ kiểm tra làm việc", 3), "pdf_scan"),  # other words
    ],
)
def test_a_name_stays_where_the_body_does_not_agree(body: str, source_format: str) -> None:
    assert issuer(interpreted("KIÊM TRA", body, source_format)) == "ĐOÀN KIÊM TRA"
