"""What an official should put right or know about a document -> ``findings``. The order stands here, the rules beside.

Each finding says in Vietnamese what is wrong, quotes what is printed and says who has to act. The source is never corrected.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.arithmetic_rounding import Check
from pipelines.interpret.findings_content import find_content_findings
from pipelines.interpret.findings_dates import find_date_findings
from pipelines.interpret.findings_numbering import find_numbering
from pipelines.interpret.findings_record import Finding
from pipelines.interpret.leftovers import OF_BODY, appendix_characters
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import PrintedTable
from pipelines.language.text import fold
from pipelines.read.model import Document, Place

_CELL = PassageKind.CELL
_CONFLICTS = {
    "column_sum": "sum_conflict", "group_total": "sum_conflict", "ratio": "ratio_conflict", "count": "count_conflict",
    "share": "implausible_value",
}  # fmt: skip
# What is remarked on a file as a whole: how grave it is and who has to act.
_REMARKS = {
    "cut_off": ("reject", "issuer"), "two_documents": ("reject", "issuer"), "low_quality_page": ("reject", "issuer"),
    "repeated_page": ("note", "issuer"), "pages_out_of_order": ("note", "issuer"), "doubtful_page": ("note", "issuer"),
    "low_confidence": ("note", "us"), "unreadable_text_layer": ("note", "us"), "legacy_encoding": ("note", "us"),
    "unit_conflict": ("contradiction", "issuer"), "hidden_content": ("note", "issuer"), "formula_error": ("note", "issuer"),
    "doubtful_cells": ("note", "issuer"),
}  # fmt: skip
_LAST_BLOCKS, _FEWEST_ROWS, _FEWEST_LACKING = 5, 4, 2
_HEAD_LINES = 24
_NAMED_APPENDIX = re.compile(
    r"\((?:chi tiet|cu the|theo|noi dung|danh muc|so lieu|noi dung chi tiet|co)?[^()]{0,60}?(?:tai |theo |co )?phu luc"
    r"(?P<numbers>(?: so)? (?:\d{1,2}|[ivx]{1,5})(?:(?:,| va|;) ?(?:phu luc )?(?:\d{1,2}|[ivx]{1,5}))*)"
    r"(?: (?:kem theo|dinh kem)(?: (?:ke hoach|bao cao|quyet dinh|nghi quyet|cong van|van ban)(?: so)? nay)?)\s?\)"
)


def find_findings(
    document: Document,
    identity: Record,
    appendices: Sequence[Appendix],
    tables: Sequence[PrintedTable],
    passages: Sequence[Passage],
    checks: Sequence[Check],
    records: Records,
) -> list[Record]:
    """The findings of one document in the order of their places, without ``document_id`` and ``record_no``."""
    found: list[Finding] = [*_from_remarks(document), *_from_checks(checks)]
    found += find_numbering(tables, records["sections"], passages)
    found += find_date_findings(document, identity, appendices, passages, records["citations"])
    found += find_content_findings(identity, tables, passages, records)
    found += _agreed_issuer(document, identity)
    found += _missing_appendices(passages, appendices)
    found += _cut_table(document, tables)
    found += _unread_share(document, appendices, records["unread_text"])
    return [finding.record() for finding in sorted(_once(found), key=lambda finding: finding.place.line_start or 0)]


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[tuple[str, str, Place]] = set()
    for finding in findings:
        key = (finding.kind, finding.description, finding.place)
        if key not in seen:
            seen.add(key)
            yield finding


def _from_remarks(document: Document) -> Iterator[Finding]:
    beginning = document.blocks[0].place if document.blocks else Place(line_start=1)
    for remark in document.remarks:
        severity, responsibility = _REMARKS.get(str(remark.kind), ("note", "us"))
        # What is about the whole is told at its beginning.
        place = beginning if remark.place == Place() else remark.place
        yield Finding(str(remark.kind), severity, remark.text, None, place, responsibility)


def _from_checks(checks: Iterable[Check]) -> Iterator[Finding]:
    for check in checks:
        if check.holds:
            continue
        if check.apart:
            yield Finding("rounding_difference", "note", check.description, check.stated_text, check.place)
            continue
        kind = "total_leaves_rows_out" if check.left_out else _CONFLICTS[check.kind]
        description = check.description + ("; có thể do cắt bớt chữ số thay vì làm tròn" if check.truncated else "")
        severity = "note" if check.truncated else "contradiction"
        yield Finding(kind, severity, description, check.stated_text, check.place)


def _cut_table(document: Document, tables: Sequence[PrintedTable]) -> Iterator[Finding]:
    """A table at the end of a file whose last row lacks what all rows above it print: the file was cut off."""
    if not tables or not tables[-1].table.rows:
        return
    printed = tables[-1]
    row = printed.table.rows[-1]
    data = [line.row for line in printed.rows[0]]
    others = [other for other in data if other is not row]
    last_line = max((block.place.line_end or 0 for block in document.blocks[-_LAST_BLOCKS:]), default=0)
    if (
        len(data) == len(others)
        or len(others) < _FEWEST_ROWS
        or row.place.line_end is None
        or row.place.line_end < last_line
    ):
        return
    lacking = [
        heading
        for column, heading in enumerate(printed.table.columns)
        if not row.cells[column].text and all(other.cells[column].text for other in others)
    ]
    if len(lacking) >= _FEWEST_LACKING:
        text = (
            f"Tệp dừng giữa dòng {row.cells[0].text or 'cuối'} của {printed.label}: thiếu các cột {', '.join(lacking)};"
            " phần sau có thể bị mất"
        )
        yield Finding("cut_off", "reject", text, " ".join(filter(None, row.texts)), row.place)


def _agreed_issuer(document: Document, identity: Record) -> Iterator[Finding]:
    """A scan's issuer that stands in no line as it is told: its marks are those of the body (``scan_agreement``)."""
    issuer = identity.get("issuer_text")
    if document.source_format != "pdf_scan" or not issuer:
        return
    lines = [paragraph for paragraph in document.paragraphs() if paragraph.text.strip()][:_HEAD_LINES]
    capital = str(issuer).isupper()
    places = {word: line.place for line in lines for word in line.text.split() if word.isupper() == capital}
    folded = {fold(word): word for word in places}
    for word in str(issuer).split():
        if word not in places and (read := folded.get(fold(word))) is not None:
            yield Finding(
                "low_confidence", "note",
                f"Tên cơ quan ban hành: “{read}” nhận dạng từ ảnh được hiểu là “{word}” như ở các chỗ khác trong văn bản; "
                "cần đối chiếu với ảnh.",
                read, places[read], "us",
            )  # fmt: skip


def _missing_appendices(passages: Sequence[Passage], appendices: Sequence[Appendix]) -> Iterator[Finding]:
    """Appendices that the body says are attached and that the file does not hold."""
    present = {number for appendix in appendices for number in re.findall(r"\d+|[ivx]+\b", fold(appendix.label)[8:])}
    told: set[str] = set()
    for passage in passages:
        if passage.kind is _CELL or "hụ lục" not in passage.text or "(" not in passage.text:
            continue
        folded = fold(passage.text)
        for match in _NAMED_APPENDIX.finditer(folded):
            for number in re.findall(r"\d{1,2}|[ivx]{1,5}", match["numbers"].replace("so", "").replace("va", "")):
                if (
                    number in present
                    or number in told
                    or (len(appendices) >= 1 and not any(a.printed for a in appendices))
                ):
                    continue
                told.add(number)
                yield Finding(
                    "missing_appendix", "note", f"Phụ lục {number.upper()} được nêu là kèm theo nhưng tệp không có",
                    passage.text[match.start() : match.end()], passage.place_of(match.start(), match.end()),
                )  # fmt: skip


def _unread_share(document: Document, appendices: Sequence[Appendix], unread: Sequence[Record]) -> Iterator[Finding]:
    """How much of the appendices no record took, by characters."""
    whole = appendix_characters(document, appendices)
    if not whole:
        return
    left = sum(len(str(row["text"])) for row in unread if row["reason"] != OF_BODY)
    share = f"{100 * min(left, whole) / whole:.1f}".replace(".", ",")
    yield Finding(
        "unread_share", "note", f"{share} % nội dung phụ lục chưa được đọc thành bản ghi ({left} trên {whole} ký tự)", f"{share} %",
        appendices[0].place, "us",
    )  # fmt: skip
