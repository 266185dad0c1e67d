"""Who issued what and when: the dataset ``documents``."""

import re
import unicodedata
from datetime import date

import pytest

from pipelines.interpret.dates import parse_blank_date, parse_date, parse_period
from pipelines.interpret.provinces import find_province, mentioned_provinces, provinces
from pipelines.interpret.records import Record
from pipelines.metadata import datasets
from pipelines.read.model import SourceRejected
from tests.interpret.texts import (
    BLANK_REPORT,
    DECISION,
    LETTER,
    MINISTRY_REPORT,
    RESOLUTION,
    golden,
    interpret,
    interpret_real,
    rewrap,
)
from tests.read.shared import REAL_DOCUMENTS, real_text

RECEIVED = {"source_name", "source_sha256", "source_format"}
GOLDEN_COLUMNS = {
    "doc_type": "document_type",
    "number": "document_number",
    "symbol": "document_symbol",
    "title": "title",
    "issue_date": "issue_date",
    "place": "issue_place",
    "period_start": "period_start",
    "period_end": "period_end",
    "signer_name": "signer_name",
    "signer_title": "signer_title",
    "signing_authority": "signing_authority",
}


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_real_documents_agree_with_what_was_transcribed(doc_id: str) -> None:
    identity, _, _ = interpret_real(doc_id)
    row = golden(doc_id, "documents")[0]
    read = {name: "" if identity[column] is None else str(identity[column]) for name, column in GOLDEN_COLUMNS.items()}
    assert read == {name: row[name] for name in GOLDEN_COLUMNS}


def test_real_documents_without_their_first_page() -> None:
    report, plan = interpret_real("bac-giang-2022h1-report")[0], interpret_real("bac-giang-2024-plan")[0]
    assert (report["document_type"], report["document_number"], report["issue_date"]) == ("bao_cao", None, None)
    assert (report["period_start"], report["period_end"]) == (date(2022, 1, 1), date(2022, 6, 30))
    assert (plan["document_type"], plan["document_symbol"], plan["issue_date"]) == ("ke_hoach", None, None)
    assert (plan["period_start"], plan["period_end"]) == (date(2024, 1, 1), date(2024, 12, 31))
    for identity in (report, plan):
        assert (identity["issuer_text"], identity["province_code"]) == ("UBND tỉnh Bắc Giang", "24")
        assert (identity["signer_name"], identity["signer_title"]) == ("Lê Ánh Dương", "CHỦ TỊCH")
    assert report["signing_authority"] == "TM. ỦY BAN NHÂN DÂN"
    assert plan["signing_authority"] is None
    assert re.fullmatch("Kết quả chuyển đổi số .* cuối năm 2022", str(report["title"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            LETTER,
            {
                "document_id": "so-thong-tin-va-truyen-thong-ha-nam.412-stttt-cntt.2024-03-05",
                "document_type": "cong_van",
                "document_number": 412,
                "title": "đôn đốc báo cáo chuyển đổi số quý I năm 2024",
                "issuer_text": "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
                "province_code": "35",
                "issue_place": "Hà Nam",
                "period_end": date(2024, 3, 31),
                "signer_name": "Trần Văn Bình",
                "signer_title": "PHÓ GIÁM ĐỐC",
                "signing_authority": "KT. GIÁM ĐỐC",
            },
        ),
        (
            DECISION,
            {
                "document_id": "ubnd-tinh-quang-ninh.2034-qd-ubnd.2023-07-18",
                "document_type": "quyet_dinh",
                "title": "Về việc phê duyệt Đề án chuyển đổi số giai đoạn 2023 - 2025, định hướng đến năm 2030",
                "period_start": date(2023, 1, 1),
                "period_end": date(2025, 12, 31),
                "signer_name": "Bùi Văn Khắng",
                "signer_title": "PHÓ CHỦ TỊCH",
                "signing_authority": "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH",
            },
        ),
        (
            RESOLUTION,
            {
                "document_symbol": "31/NQ-HĐND",
                "issuer_text": "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG",
                "title": "Về nhiệm vụ năm 2024",
                "province_code": "48",
                "signer_name": "Lương Nguyễn Minh Triết",
                "signer_title": "CHỦ TỊCH",
            },
        ),
        (
            BLANK_REPORT,
            {
                "document_number": None,
                "document_symbol": None,
                "issue_date": None,
                "issue_place": "Sơn Dương",
                "issuer_text": "PHÒNG VĂN HÓA VÀ THÔNG TIN",
                "province_code": "08",
                "period_start": date(2024, 4, 1),
                "signer_name": "Hà Thị Lan",
            },
        ),
        (
            MINISTRY_REPORT,
            {
                "document_symbol": "5/BC-BTTTT",
                "province_code": None,
                "issue_date": date(2023, 1, 9),
                "period_end": date(2022, 12, 31),
                "signing_authority": "TL. BỘ TRƯỞNG",
            },
        ),
    ],
)
def test_heads_and_signatures(text: str, expected: Record) -> None:
    identity = interpret(text)[0]
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("above", "post"),
    [
        ("KT. TỔ TRƯỞNG", "TỔ PHÓ"),
        ("TM. TỔ CÔNG TÁC", "TỔ TRƯỞNG"),
        ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
        ("KT. ĐỘI TRƯỞNG", "ĐỘI PHÓ"),
        ("TM. BAN CHỈ ĐẠO", "PHÓ BAN"),
    ],
)
def test_leaders_of_groups_and_boards_sign(above: str, post: str) -> None:
    identity = interpret(LETTER.replace("PHÓ GIÁM ĐỐC", post).replace("KT. GIÁM ĐỐC", above))[0]
    read = identity["signing_authority"], identity["signer_title"], identity["signer_name"]
    assert read == (above, post, "Trần Văn Bình")


def test_a_name_that_sounds_like_a_post_is_a_name() -> None:
    assert interpret(LETTER.replace("Trần Văn Bình", "TÔ TRƯỜNG GIANG"))[0]["signer_name"] == "TÔ TRƯỜNG GIANG"


@pytest.mark.parametrize(
    ("line", "title", "start"),
    [
        ("(giai đoạn 2022 - 2023)", "Sơ kết hai năm chuyển đổi số (giai đoạn 2022 - 2023)", date(2022, 1, 1)),
        ("(Từ ngày 01/4/2023 đến ngày 30/9/2023)", None, date(2023, 4, 1)),
        ("(Ngày 12 tháng 5 năm 2023)", "Sơ kết hai năm chuyển đổi số", None),
        ("(Tài liệu của cuộc họp năm 2023)", "Sơ kết hai năm chuyển đổi số", None),
    ],
)
def test_period_in_brackets_under_the_title(line: str, title: str | None, start: date | None) -> None:
    head = DECISION.split("QUYẾT ĐỊNH")[0]
    text = f"{head}BÁO CÁO\n        Sơ kết hai năm chuyển đổi số\n                   {line}\n\nI. KẾT QUẢ\nĐã hoàn thành 12 việc.\n"
    identity = interpret(text)[0]
    assert (identity["title"], identity["period_start"]) == (title or f"Sơ kết hai năm chuyển đổi số {line}", start)


@pytest.mark.parametrize(
    "title",
    [
        "Phát triển vùng nguyên liệu trên địa bàn giai đoạn 2023\n        - 2025",
        "Phê duyệt dự án Trung tâm điều hành\n     (IOC) và Kho dữ liệu dùng chung",
        "Kết luận của Chủ tịch UBND tỉnh, Trưởng Ban\nChỉ đạo phát triển chuyển đổi số và Đề án của tỉnh\ntại Phiên họp\nthứ nhất",
    ],
)
def test_a_title_goes_on_whatever_its_next_line_begins_with(title: str) -> None:
    head = DECISION.split("QUYẾT ĐỊNH")[0]
    text = f"{head}BÁO CÁO\n        {title}\n\nI. KẾT QUẢ\nĐã hoàn thành 12 việc.\n"
    assert interpret(text)[0]["title"] == " ".join(title.split())


def test_a_post_without_its_marks_and_an_agency_are_no_names() -> None:
    """A seal over the signature: what recognition makes of the posts round the name, and of a name it could not read."""
    scanned = LETTER.replace("PHÓ GIÁM ĐỐC", "PHÓ GIÁM ĐỌC").replace(
        "Trần Văn Bình", "ấg Văn Bình\nSỞ CÔNG THƯƠNG HÀ NAM"
    )
    assert "GIÁM ĐỌC" in scanned
    assert "SỞ CÔNG THƯƠNG" in scanned
    identity = interpret(scanned)[0]
    assert (identity["signer_name"], identity["signer_title"]) == (None, "PHÓ GIÁM ĐỌC")


def test_the_record_has_the_declared_columns() -> None:
    assert tuple(interpret(LETTER)[0]) == datasets()["documents"].column_names


def test_the_key_does_not_depend_on_how_it_was_received() -> None:
    long_name, short_name = DECISION, DECISION.replace("ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NINH", "UBND TỈNH QUẢNG NINH")
    keys = {
        interpret(text, name)[0]["document_id"] for text in (long_name, short_name) for name in ("a.txt", "b/c.txt")
    }
    assert len(keys) == 1


def test_a_blank_number_is_not_taken_from_a_cited_document() -> None:
    identity = interpret(DECISION.replace("Số: 2034/QĐ-UBND", "Số:        /QĐ-UBND"))[0]
    assert (identity["document_number"], identity["document_symbol"]) == (None, None)
    assert identity["issue_date"] == date(2023, 7, 18)


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_decomposed_text_has_the_same_identity(doc_id: str) -> None:
    text = real_text(doc_id)
    composed = interpret(unicodedata.normalize("NFC", text))[0]
    assert interpret(unicodedata.normalize("NFD", text))[0] == composed


@pytest.mark.parametrize("width", [62, 75, 104])
@pytest.mark.parametrize("double", [True, False])
@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_text_set_at_another_width_has_the_same_identity(doc_id: str, width: int, double: bool) -> None:
    text = real_text(doc_id)
    identity, again = interpret(text)[0], interpret(rewrap(text, width, double=double))[0]
    assert again == identity


@pytest.mark.parametrize(
    "text",
    [
        "Ao thu lạnh lẽo nước trong veo\nMột chiếc thuyền câu bé tẻo teo\nSóng biếc theo làn hơi gợn tí\n" * 8,
        "2024-01-01 12:00:00 INFO start\n2024-01-01 12:00:01 WARN retry 3\n" * 30,
        "1. Introduction\nThe quick brown fox jumps over the lazy dog.\n2. Methods\n3. Results\nWe report here.\n" * 9,
        "Hôm nay trời đẹp, tôi đi chợ mua rau, gặp bạn cũ và uống cà phê đến trưa mới về nhà nấu cơm.\n" * 5,
    ],
)
def test_other_texts_are_rejected(text: str) -> None:
    with pytest.raises(SourceRejected, match="no administrative document recognised"):
        interpret(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Chuyển đổi số năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("06 tháng đầu năm; nhiệm vụ 06 tháng cuối năm 2022", date(2022, 1, 1), date(2022, 6, 30)),
        ("nhiệm vụ 6 tháng cuối năm 2023", date(2023, 7, 1), date(2023, 12, 31)),
        ("kết quả 9 tháng đầu năm 2023", date(2023, 1, 1), date(2023, 9, 30)),
        ("quý IV/2024", date(2024, 10, 1), date(2024, 12, 31)),
        ("tháng 02 năm 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("giai đoạn 2021 – 2025, định hướng đến năm 2030", date(2021, 1, 1), date(2025, 12, 31)),
        ("từ năm 2023 đến năm 2025", date(2023, 1, 1), date(2025, 12, 31)),
        ("giai đoạn 2021-2025, năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("đến năm 2025", None, date(2025, 12, 31)),
        ("năm 2022 và phương hướng năm 2023", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_periods(text: str, start: date | None, end: date) -> None:
    assert parse_period(text) == (start, end)


def test_texts_without_a_period() -> None:
    assert parse_period("Kế hoạch chuyển đổi số của tỉnh") is None


def test_dates() -> None:
    assert parse_date("Hà Nội, ngày 05 tháng 3 năm 2024") == date(2024, 3, 5)
    assert parse_date("ngày10 /3/2026") == date(2026, 3, 10)
    assert parse_date("ngày 31 tháng 02 năm 2024") is None
    assert parse_date("ngày     tháng 02 năm 2024") is None
    assert parse_blank_date("ngày     tháng 02 năm 2024") == (2024, 2)
    assert parse_blank_date("ngày     /7/2022") == (2022, 7)


def test_63_provinces_before_and_34_after_the_reorganisation() -> None:
    for day, count in ((date(2025, 6, 30), 63), (date(2025, 7, 1), 34), (date(2026, 11, 1), 34)):
        held = [province for province in provinces() if province.holds_on(day)]
        assert (len(held), len({province.code for province in held})) == (count, count)


def test_ended_provinces_have_a_successor_in_force() -> None:
    held = {province.code for province in provinces() if province.holds_on(date(2026, 11, 1))}
    ended = [province for province in provinces() if province.valid_to is not None]
    assert {province.successor_code for province in ended} <= held
    assert all(province.successor_code is None for province in provinces() if province.valid_to is None)


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("tỉnh Bắc Giang", date(2024, 1, 1), "24"),
        ("Bắc Ninh", date(2024, 1, 1), "27"),
        ("TỈNH BẮC NINH", date(2026, 1, 1), "24"),
        ("thanh pho Ho Chi Minh", date(2024, 1, 1), "79"),
        ("TP. Huế", date(2025, 3, 1), "46"),
        ("Bà Rịa – Vũng Tàu", date(2024, 1, 1), "77"),
        ("Hoà Bình", date(2024, 1, 1), "17"),
        ("Lào Cai", date(2026, 3, 10), "15"),
        ("Bắc Kạn", None, "06"),
    ],
)
def test_provinces_by_name_and_date(name: str, day: date | None, code: str) -> None:
    found = find_province(name, day)
    assert found is not None
    assert found.code == code


def test_provinces_named_in_a_text() -> None:
    assert find_province("Atlantis", None) is None
    text = "UBND tỉnh Bắc Giang; xã Hà Nam; thành phố Hà Nội"
    assert mentioned_provinces(text) == ["Bắc Giang", "Hà Nam", "Hà Nội"]
    assert mentioned_provinces(text, typed_only=True) == ["Bắc Giang", "Hà Nội"]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả quý III, phương hướng nhiệm vụ quý IV năm 2023", (date(2023, 7, 1), date(2023, 9, 30))),
        ("Công tác tháng 12 và nhiệm vụ tháng 01/2024", (date(2023, 12, 1), date(2023, 12, 31))),
        ("Kết quả 9 tháng năm 2022", (date(2022, 1, 1), date(2022, 9, 30))),
        ("Kết quả từ ngày 15/12/2022 đến ngày 14/6/2023", (date(2022, 12, 15), date(2023, 6, 14))),
        ("Kết quả từ tháng 10/2022 đến tháng 3/2023", (date(2022, 10, 1), date(2023, 3, 31))),
        ("Thực hiện Nghị quyết ngày 29 tháng 01 năm 2021 trong năm 2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("Chuyển đổi số đến năm 2025, định hướng đến năm 2030", (None, date(2025, 12, 31))),
        ("Ứng dụng công nghệ thông tin năm học 2023-2024", None),
        ("Thực hiện Quyết định số 6/QĐ-TTg ngày 06/01/2022", None),
    ],
)
def test_period_of_a_title(title: str, period: tuple[date | None, date] | None) -> None:
    assert parse_period(title) == period


def test_a_body_is_named_by_the_decision_that_formed_it() -> None:
    text = """\
   SỞ NÔNG NGHIỆP                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    TỔ CÔNG TÁC                          Độc lập - Tự do - Hạnh phúc
  THEO QUYẾT ĐỊNH
   SỐ 77/QĐ-SNN                      Hà Nam, ngày 10 tháng 3 năm 2024
     Số: 15/BC-TCT

                               BÁO CÁO
                     Kết quả rà soát quý I năm 2024
I. KẾT QUẢ
"""
    identity, _, _ = interpret(text)
    assert identity["issuer_text"] == "TỔ CÔNG TÁC THEO QUYẾT ĐỊNH SỐ 77/QĐ-SNN"
    assert (identity["document_symbol"], identity["issue_date"]) == ("15/BC-TCT", date(2024, 3, 10))


def test_the_asterisk_of_a_party_committee_is_no_bullet() -> None:
    text = """\
        TỈNH ỦY HÀ NAM               ĐẢNG CỘNG SẢN VIỆT NAM
              *                   Phủ Lý, ngày 12 tháng 8 năm 2022
        Số 24-NQ/TU

                          NGHỊ QUYẾT
            CỦA BAN THƯỜNG VỤ TỈNH ỦY KHÓA XX
            về chuyển đổi số đến năm 2025

I- TÌNH HÌNH
    1- Kết quả: Chỉ số của tỉnh đạt 0,42 điểm.
"""
    identity, _, _ = interpret(text)
    assert (identity["document_symbol"], str(identity["issue_date"]), identity["issue_place"]) == (
        "24-NQ/TU",
        "2022-08-12",
        "Phủ Lý",
    )
    assert (identity["document_type"], identity["issuer_text"]) == ("nghi_quyet", "TỈNH ỦY HÀ NAM")
    assert identity["title"] == "về chuyển đổi số đến năm 2025"


def test_the_bars_of_a_head_taken_from_a_web_page_are_no_words() -> None:
    text = """\
|
ỦY BAN NHÂN DÂN
TỈNH HÀ NAM |
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM |
|
Số: 186/KH-UBND |
Phủ Lý, ngày 29 tháng 12 năm 2023 |
KẾ HOẠCH
CHUYỂN ĐỔI SỐ NĂM 2024
I. MỤC ĐÍCH
"""
    identity, _, _ = interpret(text)
    assert (identity["issuer_text"], identity["document_symbol"]) == ("ỦY BAN NHÂN DÂN TỈNH HÀ NAM", "186/KH-UBND")
