"""Figures of running text that say what they are made of: which sentences agree, which contradict themselves, which say nothing."""

import time

import pytest

from pipelines.interpret.arithmetic_figures import Clause, read_clauses
from pipelines.interpret.arithmetic_lists import check_lists
from pipelines.interpret.arithmetic_prose import check_ratios, check_rests
from pipelines.interpret.arithmetic_rounding import Check
from pipelines.interpret.arithmetic_sums import check_sums
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.read.model import Place


def clauses(text: str) -> list[Clause]:
    """Each line of ``text`` as a passage; a line that begins with ``[`` is a footnote."""
    found = []
    for number, line in enumerate(text.strip().split("\n"), 1):
        kind = PassageKind.FOOTNOTE if line.startswith("[") else PassageKind.PROSE
        found.append(Passage(line.lstrip("["), kind, None, Place(line_start=number, line_end=number)))
    return read_clauses(found)


def outcome(checks: list[Check]) -> list[bool]:
    return [check.holds for check in checks]


RATIOS = [
    ("Đã cấp 2.990/11.030 thẻ, đạt 27%.", [True]),
    ("Đã cấp 2.990/11.030 thẻ, đạt 28%.", [False]),
    ("Có 41/54 trường đạt chuẩn, bằng 75,93%; 12/20 trạm (60,0%).", [True, True]),
    ("Tỷ lệ trạm có bác sĩ đạt 83,3% (20/24 trạm).", [True]),
    ("Tỷ lệ trạm có bác sĩ đạt 38,3% (20/24 trạm).", [False]),
    ("Có 2.990 hộ trên tổng số 11.030 hộ, đạt 27%; còn lại chưa đăng ký.", [True]),
    ("Có 2.990 hộ trên tổng số 11.030 hộ, đạt 31%.", [False]),
    ("Toàn huyện có 500 cơ sở, trong đó 120 cơ sở đã đăng ký, chiếm 24%.", [True]),
    ("Toàn huyện có 500 cơ sở, trong đó 120 cơ sở đã đăng ký, chiếm 34%.", [False]),
    ("Có 500 cơ sở, trong đó 120 cơ sở đã đăng ký (chiếm 24%), 380 cơ sở chưa đăng ký (chiếm 67%).", [True, False]),
    ("Có 1.829 thủ tục, trong đó 412 thủ tục mức độ 3 và 96 thủ tục mức độ 4, chiếm 27,8%.", [True]),
    ("Giải ngân 45/60 tỷ đồng, đạt 80%.", [False]),
    ("Giải ngân 86,4/205,8 tỷ đồng, đạt 42%.", [True]),
    ("Kinh phí 20 tỷ đồng, trong đó ngân sách huyện 5 tỷ đồng (chiếm 20%).", [False]),
    ("Có 24/31 thôn đạt chuẩn, trong đó 11 thôn đạt loại A (45,8%).", [True]),
    ("Có 24/31 thôn đạt chuẩn, trong đó 11 thôn đạt loại A (35,5%).", [True]),
    ("Có 24/31 thôn đạt chuẩn, trong đó 11 thôn đạt loại A (60%).", [False]),
    ("Có 24/31 thôn đạt chuẩn (77,4%), trong đó 11 thôn đạt loại A, chiếm 45,8%.", [True, True]),
    ("Đã giải ngân 12,5/30 tỷ đồng, trong đó ngân sách huyện 5 tỷ đồng (40%).", [True]),
    ("Đến nay 1.200/1.500 hộ (đạt trên 80%) đã có tài khoản.", [True]),
    ("Đến nay 1.200/1.500 hộ (đạt trên 85%) đã có tài khoản.", [False]),
    # What is of something else, or only loosely tied, says nothing.
    ("Giải ngân 45/60 tỷ đồng, đạt 80% kế hoạch năm.", []),
    ("Có 10/12 xã đạt chuẩn, tăng 5% so với cùng kỳ.", []),
    ("108/108 xã có cáp quang, 95% thôn có sóng di động.", []),
    ("108/108 xã có cáp quang, tỷ lệ hộ dân dùng đạt 80%.", []),
    ("Có 9/10 huyện đạt 100% chỉ tiêu.", []),
    ("Xếp thứ 12/63 tỉnh, đạt 80%.", []),
    ("Trong tháng 5/2024, đạt 20%. Ngày 12/5, đạt 30%.", []),
    ("Có 15 xã trong 3 huyện, đạt 80%.", []),
    ("Tiếp nhận 1.000 hồ sơ, giải quyết 950 hồ sơ, đạt 96%.", []),
    ("Thực hiện Quyết định số 27/2021/QĐ-UBND, đạt 30%.", []),
    ("Tỷ lệ văn bản ký số đạt 98,5% (vượt mục tiêu 90/100).", []),
    ("Có 8.245 hồ sơ mức độ 3, 4 trên tổng số 133.870 hồ sơ, đạt 6,2%.", [True]),
]


@pytest.mark.parametrize(("text", "expected"), RATIOS)
def test_percentages(text: str, expected: list[bool]) -> None:
    assert outcome(check_ratios(clauses(text))) == expected


SUMS = [
    ("Có 353.886 thuê bao (trong đó: cố định đạt 5.716, di động đạt 348.170).", [True]),
    ("Có 353.886 thuê bao, gồm: cố định 5.716; di động 318.170.", [False]),
    ("Có 26 hệ thống (trong đó cấp độ 1 là 05 hệ thống; cấp độ 2 là 17 hệ thống; cấp độ 3 là 05 hệ thống).", [False]),
    ("Giao 46 nhiệm vụ, trong đó 31 nhiệm vụ hoàn thành, 12 nhiệm vụ đang làm và 04 nhiệm vụ chậm.", [False]),
    ("Xử lý 125 vụ việc, trong đó 102 vụ hình sự, 23 vụ tai nạn.", [True]),
    ("Đã mở 08 lớp; trong đó: 03 lớp cho xã; 04 lớp cho huyện; 01 lớp cho tỉnh.", [True]),
    ("Đã mở 09 lớp, bao gồm: 03 lớp cho xã; 04 lớp cho huyện; 01 lớp cho tỉnh.", [False]),
    ("Mở 08 lớp (03 lớp cấp tỉnh, 06 lớp cấp huyện).", [False]),
    ("Tổng số hồ sơ 178.495 (mức độ 1: 50.453, mức 2: 128.142).", [False]),
    ("Dùng 95 hệ thống. Trong đó, có 45 hệ thống của bộ, 40 hệ thống của tỉnh và 10 hệ thống dùng thử.", [True]),
    ("Có 500 học viên, trong đó 300 học viên nữ, 250 học viên nam.", [False]),
    ("Kinh phí 12,5 tỷ đồng, gồm 7,2 tỷ đồng ngân sách tỉnh; 5,4 tỷ đồng ngân sách huyện.", [True]),
    ("Kinh phí 12,5 tỷ đồng, gồm 7,2 tỷ đồng ngân sách tỉnh; 5,9 tỷ đồng ngân sách huyện.", [False]),
    ("Kinh phí 8.640 triệu đồng (huyện 5.200 triệu đồng; xã 2.340 triệu đồng; xã hội hóa 1.200 triệu đồng).", [False]),
    ("Kinh phí 1.200 + 300 = 1.600 triệu đồng.", [False]),
    ("Vốn 30 tỷ đồng, trong đó ngân sách tỉnh 20 tỷ đồng, nguồn khác 8 tỷ đồng.", [False]),
    # Some of the parts, parts that may overlap, other things, estimates.
    ("Có 353.886 thuê bao (trong đó: cố định đạt 5.716, di động đạt 318.170).", []),
    ("Có 20 đơn vị, trong đó 09 đơn vị dùng mã QR, 06 đơn vị dùng ví, 13 đơn vị dùng thẻ.", []),
    ("Vốn 12,5 tỷ đồng, trong đó ngân sách tỉnh 7,2 tỷ đồng, ngân sách huyện 3 tỷ đồng.", []),
    ("Có 105 trạm (tăng 12 trạm so với năm 2023, 20 trạm so với năm 2022).", []),
    ("Tỉnh có 108 xã (có 8 xã thí điểm, 20 xã vùng cao).", []),
    ("Có 12 xã tham gia, gồm 25 đại biểu và 30 hội viên.", []),
    ("Có 300 cán bộ, gồm: 100 cán bộ tỉnh, 120 cán bộ huyện, 70 cán bộ xã…", []),
    ("Có khoảng 300 cán bộ, gồm: 100 cán bộ tỉnh; 120 cán bộ huyện.", []),
    ("Đầu tư 05 máy chủ (gồm 02 máy chủ vật lý, 148 máy chủ ảo).", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SUMS)
def test_totals(text: str, expected: list[bool]) -> None:
    assert outcome(check_sums(clauses(text))) == expected


BUDGET = """\
Tổng kinh phí: {total} triệu đồng (chiếm 1,56% tổng chi), {words}:
- Chi nhiệm vụ: 8.892 triệu đồng, bao gồm:
+ Ngân sách huyện là 2.692 triệu đồng (chi cho 25 nhiệm vụ).
+ Ngân sách tỉnh là {province} triệu đồng.
- Chi thường xuyên: 1.083 triệu đồng.
Các đơn vị thực hiện 02 nội dung."""


@pytest.mark.parametrize(
    ("total", "words", "province", "expected"),
    [
        ("9.975", "trong đó", "6.200", [True, True]),
        ("9.975", "trong đó", "6.300", [True, False]),
        ("9.875", "trong đó", "6.200", [False, True]),
        ("12.975", "trong đó", "6.200", [True]),
        ("12.975", "bao gồm", "6.200", [False, True]),
    ],
)
def test_totals_over_bullets(total: str, words: str, province: str, expected: list[bool]) -> None:
    assert outcome(check_sums(clauses(BUDGET.format(total=total, words=words, province=province)))) == expected


def test_a_whole_amount_in_a_larger_unit_is_not_rounded() -> None:
    text = "Tổng vốn 212.450 triệu đồng, trong đó:\n- Tỉnh: 197.950 triệu đồng;\n- Trung ương: 15 tỷ đồng."
    assert outcome(check_sums(clauses(text))) == [False]


LISTS = [
    ("Triển khai tại 05 huyện: Sơn Hà, Trà Bồng, Ba Tơ, Minh Long, Nghĩa Hành.", [True]),
    ("Triển khai tại 05 huyện: Sơn Hà, Trà Bồng, Ba Tơ, Minh Long.", [False]),
    ("Triển khai tại 04 huyện (Sơn Hà, Trà Bồng, Ba Tơ, Minh Long và Nghĩa Hành).", [False]),
    ("Tập trung vào 02 hạng mục: Hỗ trợ máy; hỗ trợ vốn; hỗ trợ đất; hỗ trợ giống.", [False]),
    ("Kết nối 09 CSDL: (1) bảo hiểm; (2) thuế; (3) hộ tịch (để tra cứu). Còn 02 CSDL: (1) giá; (2) đất.", [False, True]),
    ("Gồm 04 sở (Sở Lao động, Thương binh và Xã hội, Sở Văn hóa, Thể thao và Du lịch, Sở Y tế, Sở Nội vụ).", [True]),
    ("Gồm 06 sở (Sở Lao động, Thương binh và Xã hội, Sở Y tế, Sở Nội vụ).", [False]),
    ("Tích hợp 3 quy trình gồm: đăng ký bảo hiểm, khai trình lao động và đăng ký hóa đơn.", [True]),
    ("Dùng chung 06 CSDL6 của tỉnh.\n[6 Công dân, Doanh nghiệp, Kết quả, Danh mục, Công chức, viên chức, Văn bản.", [True]),
    ("Dùng chung 05 CSDL6 của tỉnh.\n[6 Công dân, Doanh nghiệp, Kết quả, Danh mục, Công chức, viên chức, Văn bản.", [False]),
    ("Đã kết nối 9 dịch vụ4; mở rộng sau.\n[4 Gồm (1) Bảo hiểm; (2) Doanh nghiệp; (3) Dân cư.", [False]),
    # Lists that leave off, that are of something else, or whose items are not told apart for sure.
    ("Đã triển khai 12 phần mềm như: quản lý văn bản; một cửa; thư điện tử.", []),
    ("Đã triển khai 12 phần mềm: quản lý văn bản; một cửa; thư điện tử…", []),
    ("Có 10 xã (thuộc các huyện Ba Bể, Chợ Mới).", []),
    ("Giao 05 nhiệm vụ: Sở Tài chính, Sở Nội vụ chủ trì.", []),
    ("Tổ chức 02 lớp: 01 lớp cho xã; 01 lớp cho thôn; 01 lớp khác.", []),
    ("Có 05 phần mềm: một cửa, văn bản, thư, báo cáo, họp trực tuyến; đồng thời nâng cấp cổng.", [True]),
    ("Hỗ trợ 02 lĩnh vực: nông nghiệp, thủy sản, lâm nghiệp.", []),
    ("Thành lập 03 đoàn kiểm tra tại 6 xã.\n[6 Gồm: xã An Phú; xã Bình Minh.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_counted_lists(text: str, expected: list[bool]) -> None:
    assert outcome(check_lists(clauses(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đã có 22/25 dịch vụ được tích hợp, còn 03 dịch vụ chưa tích hợp.", [True]),
        ("Đã có 22/25 dịch vụ được tích hợp, còn 05 dịch vụ chưa tích hợp.", [False]),
        ("Đã có 22/25 xã đạt chuẩn, còn 05 thôn chưa có điện.", []),
    ],
)
def test_what_is_left(text: str, expected: list[bool]) -> None:
    assert outcome(check_rests(clauses(text))) == expected


def test_the_place_is_that_of_the_stated_figure() -> None:
    passage = Passage(
        "Đã cấp 2.990/11.030 thẻ, đạt 28%.", PassageKind.PROSE, None, Place(line_start=7, line_end=9),
        lines=("Đã cấp 2.990/11.030", "thẻ, đạt", "28%."), line_numbers=(7, 8, 9),
    )  # fmt: skip
    (check,) = check_ratios(read_clauses([passage]))
    assert (check.place.line_start, check.stated_text, check.record()["holds"]) == (9, "28%", False)


@pytest.mark.parametrize("piece", ["gồm 5 xã, ", "12/15 xã (", "trong đó 1,5% ", "05 huyện: A; (1) ", "1.000 + 2 = "])
def test_a_paragraph_without_an_end_takes_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece))).strip()
        passage = Passage(text, PassageKind.PROSE, None, Place(line_start=1, line_end=1))
        start = time.process_time()
        read = read_clauses([passage])
        assert len(read[0].figures) > length // 40
        check_ratios(read)
        check_sums(read)
        check_lists(read)
        return time.process_time() - start

    seconds(1000)
    assert seconds(320_000) < 24 * max(seconds(40_000), 0.02)  # a square would be 64 times
