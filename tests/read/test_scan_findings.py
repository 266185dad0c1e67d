"""What is uncertain on a scan becomes a finding of its own, with the place to look at."""

from pathlib import Path

from pipelines.interpret.document import interpret_document
from pipelines.read.model import Place, Remark, RemarkKind
from pipelines.read.plain_text import read_text

SAMPLE = sorted((Path(__file__).resolve().parents[2] / "data" / "samples").glob("*.txt"))[0]


def test_every_uncertain_place_is_a_finding_of_ours_with_its_box() -> None:
    document = read_text(SAMPLE.name, "0" * 64, SAMPLE.read_bytes())
    told = [
        Remark(
            RemarkKind.LOW_CONFIDENCE,
            Place(3, 40 + at, 41 + at, box=(72.4, 100.2 + at, 120.5, 115.0 + at)),
            f"Số thứ {at} chưa chắc chắn.",
        )
        for at in range(3)
    ]
    document.remarks += [
        *told,
        Remark(RemarkKind.UNREADABLE_TEXT_LAYER, Place(5, 90, 99), "Lớp chữ của trang 5 không đọc được."),
    ]
    findings = interpret_document(document)["findings"]
    low = [row for row in findings if row["finding_kind"] == "low_confidence"]
    assert [row["source_box"] for row in low] == ["72,100,121,115", "72,101,121,116", "72,102,121,117"]
    assert [(row["source_page"], row["severity"], row["responsibility"]) for row in low] == [(3, "note", "us")] * 3
    (layer,) = [row for row in findings if row["finding_kind"] == "unreadable_text_layer"]
    assert (layer["source_box"], layer["severity"], layer["responsibility"]) == (None, "note", "us")
