"""Small documents written for the tests, and real ones, read and interpreted."""

import csv
import textwrap
from typing import Any

from pipelines.interpret.appendices import Appendix, find_appendices
from pipelines.interpret.identity import interpret_identity
from pipelines.interpret.records import Record
from pipelines.interpret.sections import interpret_sections
from pipelines.read.model import Document, Paragraph
from pipelines.read.sources import read_source
from tests.read.shared import real_text, shared_file

LETTER = """\
UBND TỈNH HÀ NAM                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ THÔNG TIN VÀ TRUYỀN THÔNG            Độc lập - Tự do - Hạnh phúc

Số: 412/STTTT-CNTT                 Hà Nam, ngày 05 tháng 3 năm 2024
V/v đôn đốc báo cáo chuyển đổi số
quý I năm 2024

Kính gửi: Ủy ban nhân dân các huyện, thành phố, thị xã.

Thực hiện Kế hoạch số 15/KH-UBND ngày 10/01/2024 của UBND tỉnh, Sở đề nghị:
1. Các đơn vị báo cáo kết quả trước ngày 15/3/2024.
2. Gửi bản điện tử về Sở.

Nơi nhận:                                   KT. GIÁM ĐỐC
- Như trên;                                 PHÓ GIÁM ĐỐC
- Lưu: VT, CNTT.


                                            Trần Văn Bình
"""
DECISION = """\
ỦY BAN NHÂN DÂN
TỈNH QUẢNG NINH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 2034/QĐ-UBND
Quảng Ninh, ngày 18 tháng 7 năm 2023

QUYẾT ĐỊNH
Về việc phê duyệt Đề án chuyển đổi số giai đoạn 2023 - 2025, định hướng đến năm 2030

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;
Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Tờ trình số 12/TTr-STTTT.

QUYẾT ĐỊNH:

Điều 1. Phê duyệt Đề án chuyển đổi số, gồm:
1. Mục tiêu: Hoàn thành trước năm 2026.
2. Kinh phí: Ngân sách tỉnh.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
Điều 3. Các ông (bà) Chánh Văn phòng chịu trách nhiệm thi hành./.

Nơi nhận:
- Như Điều 3;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Bùi Văn Khắng
"""
RESOLUTION = """\
HỘI ĐỒNG NHÂN DÂN
THÀNH PHỐ ĐÀ NẴNG
Số: 31/NQ-HĐND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Đà Nẵng, ngày 14 tháng 12 năm 2023
NGHỊ QUYẾT
Về nhiệm vụ năm 2024
HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG
KHÓA X, KỲ HỌP THỨ 15
Căn cứ Luật Tổ chức chính quyền địa phương;
QUYẾT NGHỊ:
Điều 1. Thống nhất các chỉ tiêu.
CHỦ TỊCH
Lương Nguyễn Minh Triết
"""
BLANK_REPORT = """\
UBND HUYỆN SƠN DƯƠNG
PHÒNG VĂN HÓA VÀ THÔNG TIN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số:       /BC-VHTT
Sơn Dương, ngày     tháng 6 năm 2024
BÁO CÁO
Kết quả công tác chuyển đổi số quý II năm 2024
trên địa bàn huyện Sơn Dương, tỉnh Tuyên Quang
Thực hiện chỉ đạo của UBND huyện, Phòng báo cáo như sau:
I. KẾT QUẢ
1. Hạ tầng: Đã lắp đặt 12 trạm.
II. PHƯƠNG HƯỚNG
Trên đây là báo cáo./.
TRƯỞNG PHÒNG
Hà Thị Lan
"""
MINISTRY_REPORT = """\
BỘ THÔNG TIN VÀ TRUYỀN THÔNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 5/BC-BTTTT
Hà Nội, ngày 9 tháng 1 năm 2023
BÁO CÁO
Tổng kết năm 2022 và phương hướng năm 2023
I. KẾT QUẢ
Nơi nhận:
- Lưu: VT.
TL. BỘ TRƯỞNG
CHÁNH VĂN PHÒNG
Nguyễn Thị Bích Ngọc
"""


def read(text: str, name: str = "a.txt") -> Document:
    """``text`` read as a received file."""
    return read_source(name, "0" * 64, text.encode())


def interpret(text: str, name: str = "a.txt") -> tuple[Record, list[Record], list[Appendix]]:
    """Identity, sections and appendices of ``text``."""
    document = read(text, name)
    appendices = find_appendices(document)
    identity = interpret_identity(document, appendices)
    return identity, interpret_sections(document, appendices, str(identity["document_id"])), appendices


def interpret_real(doc_id: str) -> tuple[Record, list[Record], list[Appendix]]:
    """Identity, sections and appendices of a real document."""
    return interpret(real_text(doc_id), f"{doc_id}.txt")


def outline(sections: list[Record]) -> list[tuple[Any, Any, Any]]:
    """Level, number and title of each section."""
    return [(section["level"], section["number"], section["title"]) for section in sections]


def golden(doc_id: str, name: str) -> list[dict[str, str]]:
    """The rows of a golden file of a real document."""
    with shared_file(f"golden/{doc_id}/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rewrap(text: str, width: int, *, double: bool) -> str:
    """``text`` with the paragraphs of its body set anew at ``width``; head, signature and appendices as they are."""
    document = read(text)
    appendices = find_appendices(document)
    end = appendices[0].first_block if appendices else len(document.blocks)
    first_appendix_line = appendices[0].place.line_start if appendices else None
    paragraphs = [block for block in document.blocks[:end] if isinstance(block, Paragraph) and block.kind == "body"]
    closing = next(i for i, paragraph in enumerate(paragraphs) if paragraph.text.startswith("Nơi nhận"))
    opening = next(i for i, paragraph in enumerate(paragraphs) if paragraph.text in {"KẾ HOẠCH", "BÁO CÁO"})
    lines: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        is_set = index <= opening or index >= closing
        wrapped = list(paragraph.lines) if is_set else textwrap.wrap(paragraph.text, width, break_on_hyphens=False)
        spaced = [part for line in wrapped for part in ((line, "") if double else (line,))]
        lines += spaced if double else [*spaced, ""]
        if index == opening + 1:
            lines += ["", ""]
    appendix_lines = text.split("\n")[first_appendix_line - 1 :] if first_appendix_line else []
    return "\n".join(lines) + "\f" + "\n".join(appendix_lines)
