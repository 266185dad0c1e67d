"""Commitments: the real documents and samples against transcribed facts, and sentences that promise something or do not."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest

from pipelines.interpret.commitments import interpret_commitments
from pipelines.interpret.document import interpret_document
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record
from pipelines.read.model import Place
from pipelines.read.sources import read_source
from tests.golden.test_heldout import heldout
from tests.shared_inputs import shared_folder

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "commitments"
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
REAL = ["bac-giang-2022h1-report", "bac-giang-2024-plan", "bac-kan-2024-plan", "ban-dan-toc-2024-plan"]
PLAN: Record = {"document_type": "ke_hoach", "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
REPORT: Record = {"document_type": "bao_cao", "period_start": date(2024, 1, 1), "period_end": date(2024, 6, 30)}


def interpreted(path: Path) -> list[Record]:
    data = path.read_bytes()
    return interpret_document(read_source(path.name, hashlib.sha256(data).hexdigest(), data))["commitments"]


def facts(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((GOLDEN / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def as_fact(row: Record) -> tuple[str, ...]:
    cells = (row["source_line_start"], row["due_text"], row["due_date"], row["commitment_kind"], row["owner_text"])
    return tuple("" if cell is None else str(cell) for cell in cells)


def read(text: str, identity: Record = PLAN, heading: str = "Tổ chức thực hiện") -> list[Record]:
    passages = [Passage(text, PassageKind.PROSE, "s1", Place(1, 1, 1))]
    sections: list[Record] = [{"section_id": "s1", "parent_section_id": None, "title": heading}]
    return interpret_commitments(passages, [], sections, [], identity)


def test_the_real_documents() -> None:
    right, found, known = 0, 0, 0
    for name in REAL:
        transcribed = [tuple(row.values()) for row in facts(name)]
        rows = [as_fact(row) for row in interpreted(shared_folder("documents") / f"{name}.txt")]
        right += len(set(rows) & set(transcribed))
        found, known = found + len(rows), known + len(transcribed)
    assert right / known >= 0.95
    assert right / found >= 0.95


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.txt")))
def test_the_samples(name: str) -> None:
    rows = [as_fact(row) for row in interpreted(SAMPLES / f"{name}.txt")]
    assert rows == [tuple(row.values()) for row in facts(name)]


def test_documents_of_other_hands() -> None:
    transcribed: dict[str, set[tuple[str, str]]] = {}
    for row in facts("heldout"):
        transcribed.setdefault(row["document"], set()).add((row["due_text"], row["due_date"]))
    right = found = 0
    for name, definition, build in heldout():
        data = build(name, definition).text.encode()
        document = read_source(f"{name}.txt", hashlib.sha256(data).hexdigest(), data)
        rows = {(as_fact(row)[1], as_fact(row)[2]) for row in interpret_document(document)["commitments"]}
        right += len(rows & transcribed.get(name, set()))
        found += len(rows)
    assert right / sum(map(len, transcribed.values())) >= 0.95
    assert right / found >= 0.95


@pytest.mark.parametrize(
    ("text", "kind", "due", "owner"),
    [
        ("Sở Nội vụ hoàn thành số hóa hồ sơ trước ngày 30/9/2024.", "complete", "2024-09-30", "Sở Nội vụ"),
        ("Giao Sở Tài chính trình UBND tỉnh ban hành quy chế trong Quý II.", "issue", "2024-06-30", "Sở Tài chính"),
        ("Chậm nhất ngày 15/3/2024, các đơn vị gửi báo cáo về Sở Nội vụ.", "report", "2024-03-15", "các đơn vị"),
        ("Đến hết năm 2024 hoàn thành kết nối 100% trạm y tế.", "complete", "2024-12-31", None),
        (
            "Nền tảng LGSP đang được Sở Y tế chạy thử, dự kiến đưa vào vận hành giữa tháng 8/2024.",
            "pilot",
            "2024-08-20",
            "Sở Y tế",
        ),
        ("Kho dữ liệu dùng chung dự kiến nghiệm thu vào đầu tháng 11.", "complete", "2024-11-10", None),
        ("Tổ chức hội nghị sơ kết trong tháng 7/2024.", "hold", "2024-07-31", None),
        ("Chuẩn bị điều kiện để áp dụng chữ ký số từ ngày 01/9/2024.", "begin", "2024-09-01", None),
        ("Phấn đấu cuối năm 2024 đưa vào sử dụng Trung tâm IOC.", "begin", "2024-12-31", None),
        ("Rà soát quy trình nội bộ, xong trước 30/4/2024.", "complete", "2024-04-30", None),
        ("Báo cáo kết quả trước ngày 20 hằng tháng.", "report", "2024-12-20", None),
        ("Các xã gửi kết quả về huyện trước 16 giờ 30 phút ngày 20/6/2024.", "report", "2024-06-20", "Các xã"),
        ("Hoàn thành số hóa 100% hồ sơ còn hiệu lực trước ngày 30/9/2024.", "complete", "2024-09-30", None),
        (
            "3. Sở Y tế: Đến hết tháng 6 năm 2024, 100% bệnh viện triển khai bệnh án điện tử.",
            "carry_out",
            "2024-06-30",
            "Sở Y tế",
        ),
        ("Gửi báo cáo trước 10h30, ngày 20/6/2024.", "report", "2024-06-20", None),
        ("Trong tháng 5/2024, Công an tỉnh phối hợp tổ chức diễn tập.", "hold", "2024-05-31", "Công an tỉnh"),
        (
            "Yêu cầu các đơn vị nghiêm túc thực hiện; gửi kết quả trước ngày 17/5/2024.",
            "report",
            "2024-05-17",
            "các đơn vị",
        ),
        (
            "Ban cán sự đảng UBND tỉnh cụ thể hóa Kết luận trong quý IV-2024.",
            "carry_out",
            "2024-12-31",
            "Ban cán sự đảng UBND tỉnh",
        ),
        ("Phối hợp Sở Y tế lắp đặt 07 tủ thông tin, xong trước 30/9/2024.", "complete", "2024-09-30", None),
    ],
)
def test_promises(text: str, kind: str, due: str, owner: str | None) -> None:
    (row,) = read(text)
    assert (row["commitment_kind"], str(row["due_date"]), row["owner_text"]) == (kind, due, owner)


@pytest.mark.parametrize(
    "text",
    [
        "Sở Nội vụ đã hoàn thành số hóa hồ sơ vào tháng 5/2024.",
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 10/01/2024 của UBND tỉnh.",
        "Tính đến ngày 31/5/2024, có 210 xã kết nối mạng truyền số liệu.",
        "Số liệu đến hết tháng 3/2024 cho thấy tỷ lệ tăng 5%.",
        "Chương trình chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030.",
        "Nghị định có hiệu lực từ ngày 01/7/2024.",
        "Hội nghị tổ chức vào ngày 23/02/2023 có 30 đơn vị dự.",
        "Từ ngày 01/01/2023 đến ngày 15/6/2023 tiếp nhận 1.204 hồ sơ.",
        "Kế hoạch phát triển kinh tế - xã hội năm 2024.",
        "So với tháng 6/2024 giảm 3 bậc.",
        "UBND tỉnh ban hành Kế hoạch chọn ngày 26/3 hàng năm là Ngày chuyển đổi số.",
    ],
)
def test_no_promises(text: str) -> None:
    assert read(text) == []


def test_a_report_does_not_promise_its_own_period() -> None:
    assert read("Triển khai chuyển đổi số trong 6 tháng đầu năm 2024 tại 12 xã.", REPORT) == []
    (row,) = read("Dự kiến hoàn thành trong quý III.", REPORT)
    assert (row["due_date"], row["due_year_inferred"]) == (date(2024, 9, 30), True)


def test_the_heading_names_the_owner() -> None:
    (row,) = read("Hoàn thành rà soát trước ngày 30/4/2024.", heading="Sở Khoa học và Công nghệ")
    assert row["owner_text"] == "Sở Khoa học và Công nghệ"
    (row,) = read("Hoàn thành rà soát trước ngày 30/4/2024.", heading="Nâng cao nhận thức")
    assert row["owner_text"] is None


def test_the_thing_is_named_where_only_its_completion_is_said() -> None:
    (row,) = read("Kho dữ liệu số tỉnh đang triển khai xây dựng, dự kiến hoàn thành trong tháng 9/2024.")
    assert row["what"] == row["subject"] == "Kho dữ liệu số tỉnh"


def test_a_year_is_not_guessed_for_a_plan_of_several_years() -> None:
    plan = PLAN | {"period_end": date(2025, 12, 31)}
    (row,) = read("Dự kiến hoàn thành trong Quý IV.", plan)
    assert (row["due_date"], row["due_text"]) == (None, "trong Quý IV")


@pytest.mark.parametrize(
    ("text", "what", "owner"),
    [
        (
            "Giao Sở Nội vụ rà soát danh mục. Hoàn thành trước 30/6/2024.",
            "Giao Sở Nội vụ rà soát danh mục",
            "Sở Nội vụ",
        ),
        (
            "- Sở Y tế tổ chức 08 lớp tập huấn. Thời gian hoàn thành: Quý III/2024.",
            "Sở Y tế tổ chức 08 lớp tập huấn",
            "Sở Y tế",
        ),
        (
            "Xây dựng kho dữ liệu số. Thời hạn: tháng 9/2024. Cơ quan chủ trì: Sở Tư pháp.",
            "Xây dựng kho dữ liệu số",
            "Sở Tư pháp",
        ),
    ],
)
def test_the_sentence_before_says_what_is_to_be_done(text: str, what: str, owner: str) -> None:
    (row,) = read(text)
    assert (row["what"], row["owner_text"], row["commitment_kind"]) == (what, owner, "complete")


def test_the_items_beside_it_say_what_is_to_be_done() -> None:
    said = [
        ("2.1. Số hóa hồ sơ đất đai", PassageKind.HEADING),
        ("- Sản phẩm: Kho hồ sơ số.", PassageKind.PROSE),
        ("- Đơn vị chủ trì: Sở Tài nguyên và Môi trường.", PassageKind.PROSE),
        ("- Thời gian thực hiện: Quý III/2024.", PassageKind.PROSE),
    ]
    sections: list[Record] = [{"section_id": "s1", "parent_section_id": None, "title": "Số hóa hồ sơ đất đai"}]

    def read_items(items: list[tuple[str, PassageKind]]) -> Record:
        passages = [Passage(text, kind, "s1", Place(1, at, at)) for at, (text, kind) in enumerate(items, 1)]
        (row,) = interpret_commitments(passages, [], sections, [], PLAN)
        return row

    for items in (said, [said[0], said[3], said[1], said[2]]):
        row = read_items(items)
        assert (row["what"], row["owner_text"]) == ("Số hóa hồ sơ đất đai", "Sở Tài nguyên và Môi trường")
    task = ("- Quét 12.000 hồ sơ.", PassageKind.PROSE)
    assert read_items([said[0], task, said[3]])["what"] == "Quét 12.000 hồ sơ"
    assert read_items([("2.1. Sở Tư pháp", PassageKind.HEADING), said[3]])["what"] != "Sở Tư pháp"


def test_the_same_is_promised_for_two_days() -> None:
    first, second = read(
        "- Tổng hợp, báo cáo UBND huyện trước ngày 20/6/2024 (kỳ 06 tháng) và trước ngày 15/12/2024 (kỳ năm)."
    )
    assert first["what"] == second["what"] == "Tổng hợp, báo cáo UBND huyện"
    assert [str(row["due_date"]) for row in (first, second)] == ["2024-06-20", "2024-12-15"]


def test_the_mark_of_a_list_is_no_promise() -> None:
    (row,) = read("3. Sở Y tế: Đến hết tháng 6 năm 2024, 100% bệnh viện triển khai bệnh án điện tử.")
    assert row["what"] == "100% bệnh viện triển khai bệnh án điện tử"
    (row,) = read("2. Thời hạn gửi báo cáo: trước ngày 25/6/2024 (qua hệ thống).")
    assert row["what"] == "Thời hạn gửi báo cáo"
    (row,) = read("b) Hằng tháng, trước ngày 20, gửi báo cáo về Sở Nội vụ.")
    assert row["what"] == "gửi báo cáo về Sở Nội vụ"
    (row,) = read("- Sở Tài chính rà soát kinh phí; chậm nhất ngày 30/6/2024 hoàn thành.")
    assert (row["what"], row["owner_text"]) == ("Sở Tài chính rà soát kinh phí", "Sở Tài chính")


def test_a_bracket_that_the_promise_opens_is_closed() -> None:
    (row,) = read("Gửi báo cáo về Sở Nội vụ (qua Phòng Cải cách hành chính) trước ngày 25/11/2024.")
    assert row["what"] == "Gửi báo cáo về Sở Nội vụ (qua Phòng Cải cách hành chính)"
