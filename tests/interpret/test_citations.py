"""Which documents a text cites: symbols with their dates, issuers, subjects and relations, and what is no citation."""

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.citations import interpret_citations
from pipelines.interpret.document import interpret_document
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record
from pipelines.read.model import Place
from tests.interpret.texts import LETTER, golden, read
from tests.read.shared import real_text

NO_SYMBOL: Record = {"document_symbol": None, "issue_date": None}
OWN: Record = {"document_symbol": "15/KH-UBND", "issue_date": date(2024, 1, 10)}


def passage(text: str, kind: PassageKind = PassageKind.PROSE, row_no: str | None = None) -> Passage:
    table_no = 1 if kind is PassageKind.CELL else None
    return Passage(text, kind, "s2", Place(1, 1, 1), (text,), (1,), table_no=table_no, row_no=row_no)


def cite(text: str, identity: Record = NO_SYMBOL) -> list[Record]:
    return interpret_citations([passage(text)], identity)


def dated(text: str, identity: Record = NO_SYMBOL) -> list[tuple[Any, Any]]:
    return [
        (row["cited_symbol"], row["cited_date"].isoformat() if isinstance(row["cited_date"], date) else None)
        for row in cite(text, identity)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nghị quyết số 8-NQ/TU ngày 05/6/2021 của Tỉnh ủy", [("8-NQ/TU", "2021-06-05")]),
        ("Quyết định số 5/QĐ-TTg ngày 22 tháng 4 năm 2022", [("5/QĐ-TTg", "2022-04-22")]),
        ("Công điện số 01/CĐ-UBND ngày 5-9-2024,", [("01/CĐ-UBND", "2024-09-05")]),
        ("Quyết định số 44 /2005/QĐ-UBND ngày 06 / 7 /2005", [("44/2005/QĐ-UBND", "2005-07-06")]),
        ("Quyết định số 397/QĐ-UBND 18/03/2022 về", [("397/QĐ-UBND", "2022-03-18")]),
        ("Quyết định số 397/QĐ-UBND này 18/03/2022 về", [("397/QĐ-UBND", "2022-03-18")]),
        ("Kết luận số 12-KL/TU, ngày 06/6/2024", [("12-KL/TU", "2024-06-06")]),
        ("Kế hoạch số 12/KH-UBND (ngày 06/6/2024)", [("12/KH-UBND", "2024-06-06")]),
        ("Quyết định số 411/QĐ-TTg của Thủ tướng Chính phủ ngày 31/3/2022 về", [("411/QĐ-TTg", "2022-03-31")]),
        ("Ngày 03/6/2020, Thủ tướng Chính phủ đã ban hành Quyết định số 749/QĐ-TTg", [("749/QĐ-TTg", "2020-06-03")]),
        # A day of something else is none of the document.
        ("Ngày 10/10/2023, Sở họp về việc triển khai Kế hoạch số 12/KH-UBND", [("12/KH-UBND", None)]),
        ("Kế hoạch số 12/KH-UBND, trước ngày 10/10/2023", [("12/KH-UBND", None)]),
        ("tại cuộc họp ngày 10/10/2023, Kế hoạch số 12/KH-UBND được thông qua", [("12/KH-UBND", None)]),
        ("Ngày 10/10/2023, UBND tỉnh phê duyệt Kế hoạch số 12/KH-SNV", [("12/KH-SNV", None)]),
        ("Nghị định số 83/1998/NĐ-CP ngày 0/10/1998 của Chính phủ", [("83/1998/NĐ-CP", None)]),
        ("Kế hoạch số 12/KH-UBND ngày     /3/2024", [("12/KH-UBND", None)]),
        (
            "các Quyết định số 12/QĐ-UBND, số 15/QĐ-UBND ngày 1/2/2023 của UBND tỉnh",
            [("12/QĐ-UBND", "2023-02-01"), ("15/QĐ-UBND", "2023-02-01")],
        ),
        (
            "Quyết định số 12/QĐ-UBND và Quyết định số 15/QĐ-UBND ngày 1/2/2023",
            [("12/QĐ-UBND", None), ("15/QĐ-UBND", "2023-02-01")],
        ),
        (
            "Quyết định số 12/QĐ-UBND và Quyết định số 15/QĐ-UBND cùng ngày 1/2/2023",
            [("12/QĐ-UBND", "2023-02-01"), ("15/QĐ-UBND", "2023-02-01")],
        ),
        (
            "Kế hoạch số 12/KH-SNV ngày 10/3/2024 và Kế hoạch số 13/KH-SNV cùng ngày của Sở Nội vụ",
            [("12/KH-SNV", "2024-03-10"), ("13/KH-SNV", "2024-03-10")],
        ),
        (
            "Nghị quyết số 31/NQ-HĐND ngày 26/4/2023 và Nghị quyết số 20/NQ-HĐND ngày 27/4/2023 của HĐND tỉnh",
            [("31/NQ-HĐND", "2023-04-26"), ("20/NQ-HĐND", "2023-04-27")],
        ),
    ],
)
def test_symbol_and_date(text: str, found: list[tuple[str, str | None]]) -> None:
    assert dated(text) == found


@pytest.mark.parametrize(
    ("text", "issuer", "subject"),
    [
        (
            "Quyết định số 5/QĐ-TTg ngày 22/4/2022 của Thủ tướng Chính phủ về việc phê duyệt Đề án xã hội học tập;",
            "Thủ tướng Chính phủ",
            "phê duyệt Đề án xã hội học tập",
        ),
        (
            "Công văn số 7/SLĐTBXH-VP ngày 9/9/2024 của Sở Lao động, Thương binh và Xã hội đôn đốc báo cáo, Phòng đề nghị",
            "Sở Lao động, Thương binh và Xã hội",
            "đôn đốc báo cáo",
        ),
        (
            "Kế hoạch số 15/KH-BCĐ ngày 20/02/2024 của Ban Chỉ đạo về chuyển đổi số tỉnh về hoạt động năm 2024, trong đó giao",
            "Ban Chỉ đạo về chuyển đổi số tỉnh",
            "hoạt động năm 2024",
        ),
        (
            "Công văn số 9/BQL-VP của Ban quản lý các khu công nghiệp về rà soát mặt bằng",
            "Ban quản lý các khu công nghiệp",
            "rà soát mặt bằng",
        ),
        (
            "Kế hoạch số 9/KH-SNN của Sở Nông nghiệp và phát triển nông thôn tỉnh triển khai mã số vùng trồng",
            "Sở Nông nghiệp và phát triển nông thôn tỉnh",
            "triển khai mã số vùng trồng",
        ),
        (
            "Quyết định số 17/QĐ-UBQG ngày 04/4/2023 của Chủ tịch Ủy ban Quốc gia về chuyển đổi số, UBND tỉnh yêu cầu:",
            "Chủ tịch Ủy ban Quốc gia về chuyển đổi số",
            None,
        ),
        (
            (
                "Kế hoạch số 52-KH/BCĐ ngày 15/8/2025 của Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số "
                "tỉnh Hà Nam; Sở báo cáo"
            ),
            "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh Hà Nam",
            None,
        ),
        ("Sở Nội vụ: Hoàn thành số hóa hồ sơ theo Kế hoạch số 99/KH-UBND", None, None),
        ("Theo đề nghị của Giám đốc Sở Nội vụ (tại Tờ trình số 92/TTr-SNV)", "Giám đốc Sở Nội vụ", None),
        ("Xét đề nghị của Trưởng phòng Văn hóa tại Tờ trình số 15/TTr-VH", "Trưởng phòng Văn hóa", None),
        ("theo hướng dẫn của Bộ Nội vụ tại Công văn số 12/BNV-CCHC như: cấp độ 2", "Bộ Nội vụ", None),
        (
            "Ban cán sự đảng UBND tỉnh ban hành Báo cáo số 79-BC/BCSĐ ngày 17/02/2023 về hiện trạng.",
            "Ban cán sự đảng UBND tỉnh",
            "hiện trạng",
        ),
        (
            'Quyết định số 3/QĐ-UBND về phê duyệt "Đề án xã thông minh; thôn thông minh" trên địa bàn (gọi tắt là Đề án) đã',
            None,
            'phê duyệt "Đề án xã thông minh; thôn thông minh" trên địa bàn',
        ),
        (
            "Quyết định số 3/QĐ-TTg ngày 31/3/2022 của Thủ tướng Chính phủ Phê duyệt Chiến lược phát triển kinh tế số;",
            "Thủ tướng Chính phủ",
            "Phê duyệt Chiến lược phát triển kinh tế số",
        ),
        (
            "Kế hoạch số 3/KH-UBND ngày 31/3/2022 Của UBND tỉnh Hà Nam Triển khai chuyển đổi số năm 2024;",
            "UBND tỉnh Hà Nam",
            "Triển khai chuyển đổi số năm 2024",
        ),
        ("(Quyết định số 3/QĐ-UBND về nâng cao chỉ số (DTI) năm 2024) và", None, "nâng cao chỉ số (DTI) năm 2024"),
        ("Kế hoạch số 3/KH-UBND về phát động thi đua nhằm tuyên dương tập thể", None, "phát động thi đua"),
        ("thực hiện Kế hoạch số 3/KH-UBND để phục vụ người dân", None, None),
        (
            "Chỉ thị số 3/CT-TTg về an ninh mạng, UBND tỉnh Hà Nam đã ban hành văn bản. Sau đó",
            None,
            "an ninh mạng",
        ),
        (
            "Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ phê duyệt Chương trình Chuyển đổi số quốc gia;",
            "Thủ tướng Chính phủ",
            "phê duyệt Chương trình Chuyển đổi số quốc gia",
        ),
    ],
)
def test_issuer_and_subject(text: str, issuer: str | None, subject: str | None) -> None:
    (row,) = cite(text)
    assert (row["cited_issuer_text"], row["subject"]) == (issuer, subject)


@pytest.mark.parametrize(
    "following",
    [
        "và Công điện số 6/CĐ-TTg",
        "và Báo cáo số 6/BC-SNV",
        "và Hướng dẫn 6/HD-SNV",
        "và các Tờ trình số 6/TTr-SNV",
        "và công văn số 6/SNV-VP",
        ", Công điện số 6/CĐ-TTg",
    ],
)
def test_issuer_ends_before_the_next_document(following: str) -> None:
    first, _ = cite(f"Thực hiện Kế hoạch số 512/KH-UBND của UBND tỉnh {following} của Sở Nội vụ.".replace(" ,", ","))
    assert first["cited_issuer_text"] == "UBND tỉnh"


def test_document_within_a_subject_is_a_citation_of_its_own() -> None:
    outer, inner, beside = cite(
        "- Kế hoạch số 57/KH-UBND ngày 20/01/2022 về triển khai Nghị quyết số 02/NQ-CP ngày 10/01/2022 của Chính phủ về cải thiện "
        "môi trường kinh doanh và Kế hoạch số 58/KH-UBND ngày 21/01/2022 về xúc tiến đầu tư."
    )
    assert outer["subject"] == (
        "triển khai Nghị quyết số 02/NQ-CP ngày 10/01/2022 của Chính phủ về cải thiện môi trường kinh doanh"
    )
    assert (inner["cited_symbol"], inner["subject"], inner["relation"]) == (
        "02/NQ-CP", "cải thiện môi trường kinh doanh", "trien_khai",
    )  # fmt: skip
    assert (beside["subject"], beside["cited_issuer_text"]) == ("xúc tiến đầu tư", None)


def test_what_is_said_once_holds_for_an_enumeration() -> None:
    rows = cite(
        "UBND thành phố đã ban hành: Kế hoạch số 101/KH-UBND ngày 02/01/2025 về chỉ số DTI; Kế hoạch số 102/KH-UBND; "
        "Nghị quyết số 3-NQ/TU của Thành ủy."
    )
    assert [row["cited_issuer_text"] for row in rows] == ["UBND thành phố", "UBND thành phố", "Thành ủy"]
    first, second = cite("Thông tư số 1/2020/TT-BNV và số 2/2021/TT-BNV của Bộ Nội vụ quy định mã định danh.")
    assert first["subject"] == second["subject"] == "quy định mã định danh"
    assert first["cited_issuer_text"] == second["cited_issuer_text"] == "Bộ Nội vụ"
    assert {first["cited_type"], second["cited_type"]} == {"thong_tu"}
    first, second, _ = cite("Thông tư số 1/2020/TT-BNV và Thông tư số 2/2021/TT-BNV sửa đổi Thông tư số 1/2020/TT-BNV.")
    assert (first["subject"], second["subject"]) == (None, "sửa đổi Thông tư số 1/2020/TT-BNV")


@pytest.mark.parametrize(
    ("text", "document_type"),
    [
        ("Luật Giao dịch điện tử số 20/2023/QH15 ngày 22/6/2023", "luat"),
        ("Nghị quyết của Quốc hội số 43/2022/QH15", "nghi_quyet"),
        ("số 43/2022/QH15", None),
        ("các Báo cáo số 1/UBND-TH, số 2/UBND-TH", "bao_cao"),
    ],
)
def test_type(text: str, document_type: str | None) -> None:
    assert {row["cited_type"] for row in cite(text)} == {document_type}


@pytest.mark.parametrize(
    ("text", "heading", "relations"),
    [
        (
            "Căn cứ Luật số 1/2020/QH14; Nghị định số 2/2020/NĐ-CP và Quyết định số 3/QĐ-TTg, Sở báo cáo",
            "",
            ["can_cu"] * 3,
        ),
        (
            (
                "Căn cứ Nghị quyết số 5-NQ/TU của Tỉnh ủy về chuyển đổi số; Kế hoạch 458/KH-UBND của UBND tỉnh; các Quyết định của "
                "UBND tỉnh số 36/QĐ-UBND, số 37/QĐ-UBND; UBND tỉnh ban hành Kế hoạch số 9/KH-UBND"
            ),
            "",
            ["can_cu"] * 4 + ["dan_chieu"],
        ),
        ("Trên cơ sở Kế hoạch số 1/KH-UBND, Sở ban hành Kế hoạch số 2/KH-SNV", "", ["can_cu", "dan_chieu"]),
        ("Tiếp tục triển khai các nhiệm vụ tại Kế hoạch số 1/KH-UBND", "", ["trien_khai"]),
        ("theo quy định tại Nghị định số 1/2020/NĐ-CP", "", ["theo"]),
        (
            "Quyết định này thay thế Quyết định số 1/2019/QĐ-UBND; bãi bỏ Quyết định số 2/2019/QĐ-UBND",
            "",
            ["thay_the"] * 2,
        ),
        ("Sửa đổi một số điều của Quy chế ban hành kèm theo Quyết định số 1/2019/QĐ-UBND", "", ["sua_doi"]),
        ("- Quyết định số 1/QĐ-TTg về chuyển đổi số;", "I. CĂN CỨ PHÁP LÝ", ["can_cu"]),
        ("- Quyết định số 1/QĐ-TTg về chuyển đổi số;", "2. Văn bản đã ban hành", ["danh_muc"]),
        ("- Kế hoạch số 1/KH-SNV về lưu trữ; - Kế hoạch số 2/KH-SNV về văn thư;", "", ["danh_muc"] * 2),
        ("12. Sở Nội vụ ban hành Công văn số 1/SNV-VP", "", ["danh_muc"]),
        ("Sở đã ban hành: Kế hoạch số 1/KH-SNV; Kế hoạch số 2/KH-SNV.", "", ["danh_muc"] * 2),
        ("nội dung nêu ở Kế hoạch số 1/KH-SNV còn chậm", "", ["dan_chieu"]),
    ],
)
def test_relation(text: str, heading: str, relations: list[str]) -> None:
    passages = [passage(heading, PassageKind.HEADING), passage(text)] if heading else [passage(text)]
    assert [row["relation"] for row in interpret_citations(passages, NO_SYMBOL)] == relations


@pytest.mark.parametrize(
    "text",
    [
        "Số: 15/KH-UBND Hà Nam, ngày 10 tháng 01 năm 2024",
        "(Kèm theo Kế hoạch số 15/KH-UBND ngày 10/01/2024 của UBND tỉnh Hà Nam)",
        "PHỤ LỤC I NHIỆM VỤ (Ban hành kèm theo Kế hoạch số 15/KH-UBND ngày     tháng 01 năm 2024 của UBND tỉnh)",
        "Kế hoạch số 15/KH-UBND ngày 10/01/2024 được gửi các đơn vị",
        "(Kèm theo Kế hoạch số      /KH-UBND ngày     tháng 01 năm 2024 của UBND tỉnh)",
        "Số: 7/TTr-SNV",
        "Số 15/KH-UBND",
    ],
)
def test_own_and_blank_symbols_are_no_citations(text: str) -> None:
    assert cite(text, OWN) == []


@pytest.mark.parametrize(
    "text",
    [
        "(Kèm theo Công văn số 88/SGDĐT-VP ngày 07/7/2024 của Sở Giáo dục và Đào tạo)",
        "Kế hoạch số 15/KH-UBND ngày 09/02/2023 của UBND huyện",
        "Kế hoạch số 15/KH-UBND của UBND huyện",
    ],
)
def test_symbol_of_another_document_is_a_citation(text: str) -> None:
    assert len(cite(text, OWN)) == 1


def test_cut_symbol_is_completed_from_the_document() -> None:
    whole = passage("Kế hoạch số 32/KH-UBND ngày 13/7/2021")
    cut = passage("Thành phố khai 32/KH-", PassageKind.CELL)
    assert [row["cited_symbol"] for row in interpret_citations([whole, cut], NO_SYMBOL)] == ["32/KH-UBND"] * 2
    assert interpret_citations([cut], NO_SYMBOL) == []
    two = [whole, passage("Kế hoạch số 32/KH-SNV"), passage("Theo Kế hoạch số 32/KH-", PassageKind.CELL)]
    assert [row["cited_symbol"] for row in interpret_citations(two, NO_SYMBOL)] == ["32/KH-UBND", "32/KH-SNV", "32/KH"]


def test_list_of_documents_in_a_table() -> None:
    cells = [
        passage(text, PassageKind.CELL, number)
        for number, row in (
            ("1", ("12/KH-SNV", "05/3/2024", "Về cải cách hành chính")),
            ("2", ("13/KH-SNV", "", "Khác")),
        )
        for text in row
        if text
    ]
    rows = interpret_citations(cells, NO_SYMBOL)
    assert [(row["cited_symbol"], row["cited_date"], row["subject"]) for row in rows] == [
        ("12/KH-SNV", date(2024, 3, 5), "cải cách hành chính"),
        ("13/KH-SNV", None, None),
    ]


def test_a_letter_cites_with_the_line_of_the_symbol() -> None:
    records = interpret_document(read(LETTER))
    (row,) = records["citations"]
    assert row["cited_symbol"] == "15/KH-UBND"
    assert row["cited_date"] == date(2024, 1, 10)
    assert row["relation"] == "trien_khai"
    assert row["cited_issuer_text"] == "UBND tỉnh"
    assert LETTER.splitlines()[int(str(row["source_line_start"])) - 1].startswith("Thực hiện Kế hoạch số 15")
    assert (row["record_no"], row["document_id"]) == (1, records["documents"][0]["document_id"])


@pytest.mark.parametrize("page_break", ["\n\f", "\n\n\f2\n\n", " \n \n\f2 \n \n"])
def test_symbol_over_a_page_break(page_break: str) -> None:
    text = LETTER.replace("số 15/KH-UBND ngày", f"số 15/KH-{page_break}UBND ngày")
    assert [row["cited_symbol"] for row in interpret_document(read(text))["citations"]] == ["15/KH-UBND"]


NAMED = st.builds(
    "{} số {}/{}".format,
    st.sampled_from(["Kế hoạch", "Công văn", "Quyết định"]),
    st.integers(1, 999),
    st.sampled_from(["KH-UBND", "UBND-KT", "QĐ-TTg"]),
)
DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(NAMED, DAYS, st.booleans()), min_size=1, max_size=7), st.sampled_from([", ", "; ", " và "]))
def test_every_citation_keeps_its_own_date(cited: list[tuple[str, date, bool]], separator: str) -> None:
    text = "Căn cứ " + separator.join(
        f"{name} ngày {day:%d/%m/%Y}" if short else f"{name} ngày {day.day:02d} tháng {day.month} năm {day.year}"
        for name, day, short in cited
    )
    rows = cite(text)
    assert [row["cited_symbol"] for row in rows] == [name.split(" số ")[1] for name, _, _ in cited]
    assert [row["cited_date"] for row in rows] == [day for _, day, _ in cited]
    assert {row["relation"] for row in rows} == {"can_cu"}


def test_time_is_linear() -> None:
    def seconds(count: int) -> float:
        text = (
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 5/3/2024 của UBND tỉnh về triển khai Nghị quyết số 8-NQ/TU, " * count
        )
        start = time.process_time()  # what others do on the machine is not counted
        assert len(cite(text)) == 2 * count
        return time.process_time() - start

    seconds(20)
    assert min(seconds(2000) for _ in range(2)) < 40 * min(seconds(100) for _ in range(3))


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_real_documents(doc_id: str) -> None:
    records = interpret_document(read(real_text(doc_id), f"{doc_id}.txt"))
    found = sorted(f"{row['cited_symbol']} {row['cited_date'] or ''}" for row in records["citations"])
    assert found == sorted(f"{fact['symbol']} {fact['date']}" for fact in golden(doc_id, "citations"))
    wrong = [
        (fact["symbol"], fact["subject"], row["subject"])
        for fact, row in zip(golden(doc_id, "citations"), records["citations"], strict=True)
        if (fact["subject"] or None) != row["subject"]
    ]
    assert wrong == []
