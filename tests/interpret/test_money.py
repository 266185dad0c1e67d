from collections.abc import Collection, Sequence

import pytest

from pipelines.interpret.money import interpret_money, read_amounts
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record
from pipelines.read.model import Place


def passage(text: str, section: str = "s1", kind: PassageKind = PassageKind.PROSE) -> Passage:
    return Passage(text, kind, section, Place(1, 1, 1))


def cell(text: str, table_no: int, column_kind: str) -> Passage:
    return Passage(text, PassageKind.CELL, "s1", Place(1, 1, 1), table_no=table_no, column_kind=column_kind)


def lines(
    *passages: Passage,
    sections: Sequence[Record] = (),
    document_years: tuple[int, int] | None = None,
    amount_tables: Collection[int] = (),
) -> list[Record]:
    return interpret_money(passages, read_amounts(passages), sections, document_years, amount_tables)


def one(text: str) -> Record:
    (line,) = lines(passage(text))
    return line


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tổng kinh phí thực hiện dự kiến là 12.400 triệu đồng.", "total"),
        ("Tổng mức đầu tư: 45,6 tỷ đồng", "total"),
        ("Huyện đã bố trí 850 triệu đồng từ nguồn sự nghiệp.", "allocation"),
        ("Ngân sách huyện cấp 1.200.000.000 đồng cho 12 trường.", "allocation"),
        ("Hỗ trợ mỗi hộ 20 triệu đồng sửa nhà.", "support"),
        ("Tiếp nhận 400 triệu đồng tiền ủng hộ từ các doanh nghiệp.", "support"),
        ("Doanh thu bán hàng trực tuyến đạt 3,2 tỷ đồng.", "transaction"),
        ("Thu nhập bình quân đạt 58 triệu đồng/người/năm.", "transaction"),
        ("Xử phạt 12 trường hợp với 36,5 triệu đồng.", "transaction"),
        ("Mức thu 50.000 đồng/hồ sơ.", "other"),
        ("Xã thu 86 triệu đồng.", "transaction"),
        ("Ngân sách xã tăng 12 triệu đồng so với năm 2022.", "other"),
        ("Điều chỉnh dự toán tăng 12 triệu đồng.", "allocation"),
        ("Tổng kế hoạch vốn năm 2024 của tỉnh là 845 tỷ đồng.", "total"),
        ("Hội đồng nhân dân tỉnh giao 5.870,45 tỷ đồng.", "allocation"),
    ],
)
def test_kind_by_the_words_about_it(text: str, kind: str) -> None:
    assert one(text)["line_kind"] == kind


def spans(found: Sequence[Record]) -> list[tuple[object, object, object]]:
    return [(line["line_kind"], line["period_start_year"], line["period_end_year"]) for line in found]


def test_an_amount_whose_parts_add_up_to_it_is_a_total_of_all_their_years() -> None:
    by_year = "Kinh phí 12.345 triệu đồng, trong đó: Năm 2024 là 5.000 triệu đồng; Năm 2025 là 7.345 triệu đồng."
    assert spans(lines(passage(by_year), document_years=(2024, 2024))) == [
        ("total", 2024, 2025),
        ("subtotal", 2024, 2024),
        ("subtotal", 2025, 2025),
    ]
    short = by_year.replace("7.345", "7.000")
    assert spans(lines(passage(short), document_years=(2024, 2024)))[0] == ("allocation", 2024, 2024)
    in_bullets = [
        passage("Kinh phí năm 2024 là 10 tỷ đồng, gồm:"),
        passage("- Tỉnh: 6 tỷ đồng;"),
        passage("- Huyện: 4 tỷ đồng."),
    ]
    assert [kind for kind, _, _ in spans(lines(*in_bullets))] == ["total", "subtotal", "subtotal"]


def test_an_amount_that_only_its_year_tells_apart_is_of_the_same_kind() -> None:
    series = "Kinh phí năm 2022 là 45 tỷ đồng (chiếm 0,8% tổng chi), năm 2023 là 68 tỷ đồng (chiếm 1,1%), năm 2024 là 80 tỷ đồng."
    assert spans(lines(passage(series))) == [("allocation", year, year) for year in (2022, 2023, 2024)]


def test_an_amount_said_again_in_words_is_no_line() -> None:
    again = passage("Bằng chữ: Hai mươi bốn tỷ đồng.")
    assert len(lines(passage("Tổng kinh phí: 24 tỷ đồng."), again)) == 1
    assert len(lines(passage("Tổng kinh phí: 25 tỷ đồng."), again)) == 2


def test_parts_of_a_total_are_subtotals() -> None:
    found = lines(
        passage(
            "Tổng kinh phí năm 2025 là 9,5 tỷ đồng, trong đó: ngân sách tỉnh 6 tỷ đồng, ngân sách huyện 3,5 tỷ đồng."
        )
    )
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "subtotal"]
    assert [line["funding_source"] for line in found] == [None, "ngân sách tỉnh", "ngân sách huyện"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Tổng kinh phí 90 tỷ đồng, gồm: máy chủ 60 tỷ đồng; đường truyền 30 tỷ đồng. Đã giải ngân 45 tỷ đồng.",
            ["total", "subtotal", "subtotal", "other"],
        ),
        (
            "Tổng kinh phí 9 tỷ đồng. Trong đó: máy chủ 6 tỷ đồng. Ngân sách xã 3 tỷ đồng.",
            ["total", "subtotal", "subtotal"],
        ),
        (
            "Tổng kinh phí 9 tỷ đồng, gồm: - Máy chủ: 6 tỷ đồng. - Đường truyền: 3 tỷ đồng.",
            ["total", "subtotal", "subtotal"],
        ),
        (
            "Tổng kinh phí 9 tỷ đồng, gồm: máy chủ 6 tỷ đồng, tăng 2 tỷ đồng so với năm 2022; thiết bị 3 tỷ đồng.",
            ["total", "subtotal", "other", "subtotal"],
        ),
        (
            "Nhận 86 triệu đồng, để lại 20 triệu đồng, hỗ trợ 66 triệu đồng.",
            ["other", "other", "support"],
        ),
        (
            "Cần khoảng 9 tỷ đồng, trong đó ngân sách tỉnh 9 tỷ đồng.",
            ["allocation", "subtotal"],
        ),
        (
            "Xã hội hóa: 9 triệu đồng (công ty hỗ trợ 9 triệu đồng).",
            ["support", "subtotal"],
        ),
    ],
)
def test_parts_end_with_their_sentence(text: str, kinds: list[str]) -> None:
    assert [line["line_kind"] for line in lines(passage(text))] == kinds


def test_factors_of_a_formula_are_said_with_its_result() -> None:
    said = "hỗ trợ 38 thôn x 500.000 đồng/tháng x 6 tháng = 114.000.000 đồng"
    found = lines(passage(f"Tổng kinh phí 200 triệu đồng, gồm: mua máy 86 triệu đồng; {said}."))
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "other", "subtotal"]
    assert [line["description"] for line in found[2:]] == [said, said]
    rate, whole = lines(passage("Tặng quà 20 hộ x 100.000 đồng = 2.000.000 đồng."))
    assert [rate["line_kind"], whole["line_kind"]] == ["other", "support"]


def test_what_the_next_amount_is_for_is_not_said_of_the_one_before() -> None:
    found = lines(
        passage("Nộp ngân sách 60 triệu đồng (70%), để lại đơn vị 26 triệu đồng (30%), hỗ trợ hộ nghèo 10 triệu đồng.")
    )
    assert [line["line_kind"] for line in found] == ["transaction", "other", "support"]
    assert found[1]["description"] == "để lại đơn vị 26 triệu đồng"


def test_parts_under_words_that_stand_alone_behind_a_total_are_subtotals() -> None:
    found = lines(
        passage("Tổng mức đầu tư: 9.000.000.000 đồng."),
        passage("(Bằng chữ: Chín tỷ đồng)."),
        passage("Trong đó:"),
        passage("- Thiết bị: 7.000.000.000 đồng;"),
        passage("- Dự phòng: 2.000.000.000 đồng."),
        passage("Đã chi 1.000.000.000 đồng."),
    )
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "subtotal", "other"]


def test_parts_in_the_bullets_after_a_total_are_subtotals() -> None:
    found = lines(
        passage("2. Tổng kinh phí dự kiến: 8.000 triệu đồng, gồm:", kind=PassageKind.HEADING),
        passage("- Chi mua sắm: 5.000 triệu đồng."),
        passage("- Chi đào tạo: 3.000 triệu đồng."),
        passage("Bố trí thêm 200 triệu đồng khi cần."),
        passage("- Hỗ trợ 10 triệu đồng/hộ.", section="s2"),
    )
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "subtotal", "allocation", "support"]


def test_parts_in_the_brackets_after_an_amount_are_subtotals() -> None:
    found = lines(passage("Tổng vốn 45 tỷ đồng (ngân sách trung ương 30 tỷ đồng, ngân sách tỉnh 15 tỷ đồng)."))
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "subtotal"]
    assert [line["funding_source"] for line in found] == [None, "ngân sách trung ương", "ngân sách tỉnh"]
    assert found[2]["description"] == "ngân sách tỉnh 15 tỷ đồng"


def test_sources_with_their_amounts_in_brackets_are_parts() -> None:
    found = lines(
        passage(
            "Tổng kinh phí 730 triệu đồng (Bảy trăm ba mươi triệu đồng chẵn), từ nguồn chi thường xuyên (450 triệu đồng) và "
            "nguồn thu phí để lại (280 triệu đồng)."
        )
    )
    assert [line["line_kind"] for line in found] == ["total", "subtotal", "subtotal"]
    assert [line["funding_source"] for line in found] == [None, "nguồn chi thường xuyên", "nguồn thu phí"]
    assert found[1]["description"] == "từ nguồn chi thường xuyên (450 triệu đồng"


def test_numbered_points_under_a_sum_are_its_parts() -> None:
    sections: list[Record] = [
        {"section_id": "d1", "parent_section_id": None, "title": "Bổ sung dự toán"},
        {"section_id": "p1", "parent_section_id": "d1", "title": "Sở Y tế"},
    ]
    passages = [
        passage("Điều 1. Bổ sung dự toán, số tiền là 5 tỷ đồng, cụ thể:", kind=PassageKind.HEADING, section="d1"),
        passage("1. Sở Y tế: 5 tỷ đồng.", kind=PassageKind.HEADING, section="p1"),
    ]
    found = interpret_money(passages, read_amounts(passages), sections)
    assert found[1]["line_kind"] == "subtotal"


def test_each_part_has_its_own_year() -> None:
    def years(text: str) -> list[tuple[object, object]]:
        return [(line["period_start_year"], line["period_end_year"]) for line in lines(passage(text))]

    said = "Kinh phí giai đoạn 2024 - 2025 là 9,5 tỷ đồng, trong đó năm 2024: 4,5 tỷ đồng, năm 2025: 5 tỷ đồng."
    assert years(said) == [(2024, 2025), (2024, 2024), (2025, 2025)]
    assert years("Năm 2024 bố trí 2 tỷ đồng, năm 2025 là 3 tỷ đồng.") == [(2024, 2024), (2025, 2025)]


def test_an_amount_for_each_that_is_repeated_in_words_counts_once() -> None:
    assert len(lines(passage("Hỗ trợ 5.000.000 đồng/tổ (năm triệu đồng) cho các xã."))) == 1
    assert len(lines(passage("Hỗ trợ 500.000 đồng/người/tháng (năm trăm nghìn đồng)."))) == 1


def test_both_ends_of_a_range_are_said_together() -> None:
    low, high = lines(passage("Ngoài ra, tỉnh hỗ trợ 2-3 tỷ đồng/xã giai đoạn 2026-2030."))
    assert [low["amount_vnd"], high["amount_vnd"]] == [2 * 10**9, 3 * 10**9]
    assert low["amount_text"] == "2-3 tỷ đồng"
    for name in ("description", "line_kind", "period_start_year", "period_end_year"):
        assert low[name] == high[name]
    assert (low["line_kind"], low["period_end_year"]) == ("support", 2030)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("bố trí 67.700 triệu đồng từ nguồn kinh phí sự nghiệp và 20 triệu", "nguồn kinh phí sự nghiệp"),
        ("Ngân sách trung ương là 26.200 triệu đồng", "Ngân sách trung ương"),
        ("Chi 500 triệu đồng từ nguồn xã hội hóa để mua máy", "nguồn xã hội hóa"),
        (
            "tiếp nhận 400 triệu đồng tiền ủng hộ từ các cơ quan, doanh nghiệp trên địa bàn.",
            "các cơ quan, doanh nghiệp trên địa bàn",
        ),
        ("vốn đầu tư công bố trí 3 tỷ đồng", "vốn đầu tư công"),
        ("Các doanh nghiệp viễn thông cam kết hỗ trợ 1,5 tỷ đồng", "Các doanh nghiệp viễn thông"),
        ("Mua sắm máy tính 300 triệu đồng", None),
        ("ngân sách huyện 150 triệu đồng và ngân sách xã 65 triệu đồng", "ngân sách huyện"),
        ("Chi từ ngân sách nhà nước trên địa bàn ước đạt 4 tỷ đồng", "ngân sách nhà nước trên địa bàn"),
        ("Thu ngân sách nhà nước trên địa bàn ước đạt 4 tỷ đồng", None),
        ("Nguồn vốn: Ngân sách Trung ương 25 tỷ đồng", "Ngân sách Trung ương"),
        (
            "Kinh phí 24 tỷ đồng (Hai mươi bốn tỷ, không trăm triệu đồng) từ nguồn ngân sách tỉnh năm 2024.",
            "nguồn ngân sách tỉnh",
        ),
    ],
)
def test_funding_source_as_printed(text: str, source: str | None) -> None:
    assert lines(passage(text))[0]["funding_source"] == source


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Kinh phí năm 2025 là 5 tỷ đồng", (2025, 2025)),
        ("Giai đoạn 2021-2025 bố trí 30 tỷ đồng", (2021, 2025)),
        ("Bố trí 30 tỷ đồng giai đoạn 2026 - 2030 cho các xã", (2026, 2030)),
        ("Năm 2027: 350 tỷ đồng, giai đoạn 2028 - 2030: theo khả năng", (2027, 2027)),
        ("Bố trí 2 tỷ đồng (chi cho dự án số hóa giai đoạn 2021-2025)", None),
        ("Đạt 4 tỷ đồng, tăng 10% so với năm 2022", None),
        ("Bố trí 4 tỷ đồng, năm 2026: theo khả năng", None),
        ("Thực hiện Nghị quyết số 12/2023/NQ-HĐND, bố trí 1 tỷ đồng", None),
        ("Cao hơn so với dự toán đầu năm 2022, nay là 4 tỷ đồng", None),
        ("Cao hơn so với giai đoạn 2016-2020, nay là 4 tỷ đồng", None),
        ("Từ năm 2021 đến năm 2024 chi 4 tỷ đồng", (2021, 2024)),
        ("Tỷ lệ đạt 80% (năm 2022: 75%), đã chi 4 tỷ đồng", None),
        ("Dự toán (năm 2024) là 4 tỷ đồng", (2024, 2024)),
        ("Giai đoạn 2021 - 2025 còn 30 tỷ đồng chuyển tiếp sang giai đoạn 2026 - 2030.", (2026, 2030)),
    ],
)
def test_years_that_are_printed_for_the_amount(text: str, years: tuple[int, int] | None) -> None:
    line = one(text)
    assert (line["period_start_year"], line["period_end_year"]) == (years or (None, None))


def test_years_of_the_parts_in_brackets_stay_in_them() -> None:
    found = lines(
        passage(
            "Giai đoạn 2024-2025 bố trí 9 tỷ đồng (năm 2024: 4 tỷ đồng; năm 2025: 5 tỷ đồng), trong đó: ngân sách tỉnh 6 tỷ đồng."
        )
    )
    assert [(line["period_start_year"], line["period_end_year"]) for line in found] == [
        (2024, 2025),
        (2024, 2024),
        (2025, 2025),
        (2024, 2025),
    ]


def test_year_that_a_heading_compares_with_is_not_that_of_its_amounts() -> None:
    said = "Kinh phí là 8 tỷ đồng, tăng 2 tỷ đồng so với năm 2023, gồm: vốn đầu tư 8 tỷ đồng"
    sections: list[Record] = [{"section_id": "s1", "parent_section_id": None, "title": said}]
    found = lines(passage(said, kind=PassageKind.HEADING), sections=sections, document_years=(2024, 2024))
    assert [line["period_start_year"] for line in found] == [2024, 2024, 2024]


def test_year_of_the_heading_or_of_the_document_where_the_sentence_has_none() -> None:
    sections: list[Record] = [
        {"section_id": "s1", "parent_section_id": None, "title": "KẾT QUẢ NĂM 2023"},
        {"section_id": "s2", "parent_section_id": "s1", "title": "Kinh phí"},
        {"section_id": "s3", "parent_section_id": None, "title": "Phương hướng"},
    ]
    found = lines(
        passage("Đã chi 2 tỷ đồng.", "s2"),
        passage("Chi 3 tỷ đồng.", "s3"),
        sections=sections,
        document_years=(2024, 2024),
    )
    assert [line["period_start_year"] for line in found] == [2023, 2024]


def test_cells_of_text_are_read_and_amounts_of_projects_are_not() -> None:
    found = lines(
        cell("Hỗ trợ 20 triệu đồng/hộ", 1, "note"),
        cell("1.500 triệu đồng", 1, "budget"),
        cell("700 triệu đồng", 2, "budget"),
        amount_tables={1},
    )
    assert [line["amount_vnd"] for line in found] == [20_000_000, 700_000_000]


def test_description_is_the_part_that_states_the_amount() -> None:
    found = lines(
        passage("- Huyện đã bố trí 600 triệu đồng cho 5 xã và 200 triệu đồng cho thị trấn; còn lại do xã chi.")
    )
    assert [line["description"] for line in found] == [
        "Huyện đã bố trí 600 triệu đồng cho 5 xã",
        "200 triệu đồng cho thị trấn",
    ]
    assert [line["amount_text"] for line in found] == ["600 triệu đồng", "200 triệu đồng"]


def test_place_is_the_line_of_the_amount() -> None:
    printed = ("Trong năm đã bố trí vốn.", "Ngân sách chi 5 tỷ đồng.")
    found = lines(Passage(" ".join(printed), PassageKind.PROSE, "s1", Place(1, 7, 9), printed, (7, 9)))
    assert [line["source_line_start"] for line in found] == [9]
