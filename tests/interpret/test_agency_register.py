"""What printed names mean by the register: resolved, by the pattern of official names, or unknown with proposals; never a wrong one."""

import csv

import pytest

from pipelines.interpret.agencies import agency_record, family_key
from pipelines.interpret.agency_register import Match, Register
from tests.shared_inputs import shared_folder

_ISSUER_OF_INNER_NAMES = "ban-dan-toc-bac-giang"


@pytest.fixture(scope="module")
def register() -> Register:
    return Register()


def _match(register: Register, name: str, province: str, issuer: str | None = None) -> Match:
    return register.match(name, str(agency_record(name, province)["agency_id"]), issuer)


@pytest.mark.parametrize(
    ("name", "province", "key"),
    [
        ("Sở TT&TT", "Bắc Giang", "so-thong-tin-va-truyen-thong-bac-giang"),
        ("Sở Thông tin & Truyền thông", "Bắc Giang", "so-thong-tin-va-truyen-thong-bac-giang"),
        ("Sở TTTT", "Bắc Kạn", "so-thong-tin-va-truyen-thong-bac-kan"),
        ("SỞ TÀI CHÍNH", "Bắc Kạn", "so-tai-chinh-bac-kan"),
        ("Cục Thống kế tỉnh", "Bắc Kạn", "cuc-thong-ke-bac-kan"),
        ("VNPT", "Bắc Giang", "tap-doan-buu-chinh-vien-thong-viet-nam"),
        ("VNPT Bắc Giang", "Bắc Giang", "vnpt-bac-giang"),
        ("UBND huyện: Sơn Động, Lục Ngạn, Lục Nam, Yên Thế, Lạng Giang", "Bắc Giang",
         "ubnd-cac-huyen-son-dong-luc-ngan-luc-nam-yen-the-lang-giang-bac-giang"),
        ("Bộ TT&TT", "Hà Nam", "bo-thong-tin-va-truyen-thong"),
    ],
)  # fmt: skip
def test_known_names(register: Register, name: str, province: str, key: str) -> None:
    assert _match(register, name, province).known_key == key


def test_spellings_of_the_documents_mean_what_was_researched(register: Register) -> None:
    """No wrong one: each printed spelling means the agency that the research names, told by its official name."""
    folder = shared_folder("reference")
    with (folder / "agencies.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["agency_id"]: row["name_vi"] for row in csv.DictReader(file)}
    with (folder / "spellings.csv").open(encoding="utf-8-sig", newline="") as file:
        spellings = list(csv.DictReader(file))
    ours = {agency.key: agency.name for agency in register._agencies}
    wrong = []
    for row in spellings:
        found = _match(register, row["spelling"], row["province"]).known_key
        found = found or _match(register, row["spelling"], row["province"], _ISSUER_OF_INNER_NAMES).known_key
        if found is None or ours[found] != names[row["agency_id"]]:
            wrong.append((row["spelling"], row["province"], found))
    assert wrong == []
    assert len(spellings) > 400


def test_inner_names_mean_something_in_documents_of_their_agency_alone(register: Register) -> None:
    assert _match(register, "Ban", "Bắc Giang").known_key is None
    assert _match(register, "Ban", "Bắc Giang", "so-noi-vu-bac-giang").known_key is None
    assert _match(register, "Ban", "Bắc Giang", _ISSUER_OF_INNER_NAMES).known_key == _ISSUER_OF_INNER_NAMES


def test_unknown_name_of_a_covered_province_gets_proposals(register: Register) -> None:
    found = _match(register, "Sở Thông tin và Truyền thôn", "Bắc Giang")
    assert (found.known_key, found.is_covered, found.names_territory) == (None, True, False)
    assert found.proposals[0].agency_id == "so-thong-tin-va-truyen-thong-bac-giang"
    assert found.proposals[0].score > 90
    assert [each.score for each in found.proposals] == sorted((each.score for each in found.proposals), reverse=True)


@pytest.mark.parametrize(
    ("name", "province", "key"),
    [
        ("Sở Nội vụ tỉnh Hà Nam", "Hà Nam", "so-noi-vu-ha-nam"),
        ("Sở TT&TT", "Tuyên Quang", "so-thong-tin-va-truyen-thong-tuyen-quang"),
        ("Sở An toàn thực phẩm", "Đà Nẵng", "so-an-toan-thuc-pham-da-nang"),
        ("UBND huyện Kiến Xương", "Thái Bình", "ubnd-huyen-kien-xuong-thai-binh"),
        ("các hợp tác xã", "Thái Bình", "cac-hop-tac-xa-thai-binh"),
    ],
)
def test_names_of_other_provinces_keep_the_key_of_their_pattern(
    register: Register, name: str, province: str, key: str
) -> None:
    found = _match(register, name, province)
    assert (found.known_key, found.rule_key, found.is_covered) == (None, key, False)


@pytest.mark.parametrize("name", ["Sở Thôn tin và Truyền thông", "Lãnh đạo", "đồng chí Trưởng đoàn"])
def test_what_follows_no_pattern_is_unknown_anywhere(register: Register, name: str) -> None:
    found = _match(register, name, "Tuyên Quang")
    assert (found.known_key, found.rule_key) == (None, None)


def test_committee_of_a_commune_exists_by_the_register_of_units(register: Register) -> None:
    assert _match(register, "UBND xã Tuấn Đạo", "Bắc Giang").names_territory
    assert not _match(register, "UBND xã Không Có", "Bắc Giang").names_territory


def test_versions_share_a_key() -> None:
    assert family_key("so-tai-chinh-bac-giang-2025") == family_key("so-tai-chinh-bac-giang") == "so-tai-chinh-bac-giang"
