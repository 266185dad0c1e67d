import pytest

from pipelines.interpret.agencies import agency_id, agency_kind, split_agencies


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Sở TT&TT", ["Sở TT&TT"]),
        ("Sở LĐ,TB&XH", ["Sở LĐ,TB&XH"]),
        ("Sở TT&TT, Sở Tài chính, Sở KH&ĐT", ["Sở TT&TT", "Sở Tài chính", "Sở KH&ĐT"]),
        ("Các sở, ngành; UBND huyện, thành phố", ["Các sở, ngành", "UBND huyện, thành phố"]),
        ("Các phòng chuyên môn, đơn vị thuộc Ban", ["Các phòng chuyên môn, đơn vị thuộc Ban"]),
        ("Đài PT&TH/ Sở TT&TT", ["Đài PT&TH", "Sở TT&TT"]),
        ("UBND huyện: Kim Bôi, Lạc Sơn", ["UBND huyện: Kim Bôi, Lạc Sơn"]),
        ("Văn phòng HĐND và UBND", ["Văn phòng HĐND và UBND"]),
        ("Văn phòng HĐND và UBND huyện; Phòng Nội vụ", ["Văn phòng HĐND và UBND huyện", "Phòng Nội vụ"]),
        ("Trung tâm dữ liệu, VNPT, Viettel", ["Trung tâm dữ liệu", "VNPT", "Viettel"]),
        ("Các doanh nghiệp (VNPT, Viettel)", ["Các doanh nghiệp (VNPT, Viettel)"]),
        ("", []),
        (
            "- Phòng Kế hoạch - Tài chính - Sở Tư pháp - Các sở, ngành liên quan",
            ["Phòng Kế hoạch - Tài chính", "Sở Tư pháp", "Các sở, ngành liên quan"],
        ),
        ("-", []),
    ],
)
def test_cell_that_names_several_agencies(cell: str, names: list[str]) -> None:
    assert split_agencies(cell) == names


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Sở Thông tin và Truyền thông", "department"),
        ("Ủy ban nhân dân tỉnh Hà Nam", "people_committee"),
        ("UBND huyện, thành phố", "group"),
        ("Các sở, ngành", "group"),
        ("Công an tỉnh", "department"),
        ("Văn phòng Tỉnh ủy", "party"),
        ("VNPT Hòa Bình", "enterprise"),
        ("Tỉnh đoàn", "union"),
        ("Bộ Nội vụ", "ministry"),
        ("Ủy ban Dân tộc", "ministry"),
    ],
)
def test_kind_told_by_the_name(name: str, kind: str) -> None:
    assert agency_kind(name) == kind


def test_key_is_the_same_for_both_spellings_of_a_committee() -> None:
    assert agency_id("UBND tỉnh Hà Nam", "Hà Nam") == agency_id("Ủy ban nhân dân tỉnh Hà Nam", "Hà Nam")
    assert agency_id("Sở Nội vụ", "Hà Nam") != agency_id("Sở Nội vụ", "Hòa Bình")
