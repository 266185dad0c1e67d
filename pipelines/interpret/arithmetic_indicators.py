"""Indicators recomputed: a/b of a note against the printed percentage, one quantity printed in two rows, body against annex.

Names are compared folded, with the usual abbreviations; what stands in two places is only compared where its name is the
same but for "Tỷ lệ" and "trên tổng số ...", and figures with "trên", "khoảng" or another year are left alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.interpret.arithmetic_figures import Clause, Figure, FigureKind
from pipelines.interpret.arithmetic_rounding import (
    Check,
    Outcome,
    Printed,
    compare_share,
    is_truncated,
    parse_printed,
    show,
    verdict,
)
from pipelines.interpret.passages import PassageKind
from pipelines.interpret.records import Record
from pipelines.language.numbers import NUMBER
from pipelines.language.text import fold
from pipelines.read.model import Place

_APART = frozenset({PassageKind.CELL, PassageKind.GOAL, PassageKind.FOOTNOTE})
_RATIO = re.compile(rf"(?<![\w/.,-])({NUMBER})\s*/\s*({NUMBER})(?![\w/-]|[.,]\d)")
_NOT_A_RATIO = re.compile(r"(?:ngay|thang|so|quy|quyet dinh|nghi dinh|thong tu)\s*$")
_NOTE_PERCENT = re.compile(rf"=\s*({NUMBER})\s*%")
_LABELLED = re.compile(rf"(?P<label>[^:;\d%]{{6,160}}?)\s?:\s?(?P<figure>{NUMBER})(?!\s?[%/\d])")
_ABBREVIATED = (
    ("dich vu cong truc tuyen", "dvctt"),
    ("cong dich vu cong quoc gia", "cong dvcqg"),
    ("thu tuc hanh chinh", "tthc"),
    ("co so du lieu", "csdl"),
    ("cong nghe thong tin", "cntt"),
    ("he thong thong tin", "httt"),
    ("dich vu cong", "dvc"),
    ("ti le", "ty le"),
    ("mot phan", "1 phan"),
)
_LIST_SIGN = re.compile(r"^[\s.,;]*(?:[-+•*–]\s*)?")
_HEAD = re.compile(r"^(?:(?:ty le|ty trong|so luong|tong so|tong|so|cung cap|cac)\s)+")
_OF_TOTAL = re.compile(r"\s(?:tren|trong|so voi) (?:tong so|tong|so)\s(?P<whole>.+)$")
_KINDS = ("toan trinh", "1 phan"), ("muc do 3", "muc do 4"), ("muc 3", "muc 4")
_SOURCED = re.compile(r"\b(?:so lieu|theo bao cao|nguon|thong ke|he thong emc)\b")
_SUBJECT_END = re.compile(r"(?:\s?[,:(=]|\s(?:la|dat|chiem|bang|ty le|duoc|hien|ca|uoc|dat ty le|dat muc))*\s*$")
_SUBJECT_START = re.compile(r"(?:[;.:(]|\d%,|\bva ty le\b(?=\s)|\bnhu sau\b|^- ?)\s*")
_PLANNED = re.compile(
    r"\b(?:phan dau|muc tieu|chi tieu|ke hoach|phai dat|du kien|toi thieu|it nhat|den nam|huong toi|se dat|nham)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_STATED_FIGURE = re.compile(
    r"(?:\b(?:dat|chiem|la)\s)?(?:\b(?:tren|toi thieu|it nhat|tu|hon|duoi|khong qua|toi da|khoang|vuot)\s)*[<>=≥≤]*\s?\d[\d.,]*\s?%?"
)
_WORDS = re.compile(r"[^a-z0-9 ]+")
_SAME_WHOLE = Decimal("0.05")
_LONGEST_SUBJECT = 260


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A figure that a row prints for something, by the normalised name of the thing."""

    name: str
    value: Decimal
    row: Record
    printed: str


def check_indicators(results: Sequence[Record], targets: Sequence[Record], clauses: Sequence[Clause]) -> list[Check]:
    """The checks of indicator tables: within a row, between rows, with the body."""
    found: list[Check] = []
    tables: dict[str, list[Record]] = {}
    for row in results:
        tables.setdefault(str(row["table_label"]), []).append(row)
        found += _check_row(row)
    for rows in tables.values():
        found += _check_quantities(rows)
        found += _check_wholes(rows)
    found += _check_body(results, clauses)
    found += _check_goals(targets)
    return found


def _check_row(row: Record) -> Iterator[Check]:
    note, text = str(row["note"] or ""), str(row["result_text"] or "")
    percent = parse_printed(text) if row["unit"] == "percent" or text.endswith("%") else None
    stated = _note_percent(note)
    if percent is not None and stated is not None and not _same(percent, stated):
        yield Check(
            "ratio",
            f"{_row_name(row)}: ghi chú ghi {stated.text}%, cột kết quả ghi {percent.text}: không khớp",
            percent.value, stated.value, False, place_of(row), percent.text,
        )  # fmt: skip
    percent = percent or stated
    if percent is None:
        return
    ratios = _ratios(note) or _ratios(text)
    labelled = None if ratios else _labelled_ratio(note)
    certain = len(ratios) == 1 or labelled is not None
    for (numerator, denominator), shown in ratios or ([labelled] if labelled else []):
        outcome, computed = compare_share(numerator, denominator, percent)
        if outcome is Outcome.DIFFERS and not certain:
            continue
        yield Check(
            "ratio",
            f"{_row_name(row)}: tính lại {shown} = {show(computed)}%; văn bản ghi {percent.text}: {verdict(outcome)}",
            percent.value,
            computed,
            outcome is not Outcome.DIFFERS,
            place_of(row),
            percent.text,
            truncated=outcome is Outcome.DIFFERS and is_truncated(computed, percent),
        )


def _note_percent(note: str) -> Printed | None:
    stated = _NOTE_PERCENT.findall(note)
    return parse_printed(stated[0]) if len(stated) == 1 else None


def _ratios(text: str) -> list[tuple[tuple[Decimal, Decimal], str]]:
    found: dict[tuple[Decimal, Decimal], str] = {}
    for match in _RATIO.finditer(text):
        first, second = parse_printed(match[1]), parse_printed(match[2])
        if (
            first is None
            or second is None
            or not second.value
            or _NOT_A_RATIO.search(fold(text[: match.start()][-20:]))
        ):
            continue
        found.setdefault((first.value, second.value), re.sub(r"\s", "", match[0]))
    return list(found.items())


def _labelled_figures(note: str) -> list[tuple[str, Decimal]]:
    """The figures of a note that a colon ties to their label, as printed: "- Dịch vụ toàn trình: 1.114."."""
    found = []
    for match in _LABELLED.finditer(note):
        figure = parse_printed(match["figure"])
        label = _LIST_SIGN.sub("", match["label"])
        if figure is not None and label:
            found.append((label, figure.value))
    return found


def _labelled_ratio(note: str) -> tuple[tuple[Decimal, Decimal], str] | None:
    """Two labelled figures of which one names a part of the other: "TTHC có phí được thanh toán: 232; TTHC có phí: 751"."""
    figures = _labelled_figures(note)
    if len(figures) != 2:
        return None
    (first, a), (second, b) = ((_normal(label), value) for label, value in figures)
    if set(first.split()) < set(second.split()):
        first, a, second, b = second, b, first, a
    if not (set(second.split()) < set(first.split())) or not b or a > b:
        return None
    return (a, b), f"{show(a)}/{show(b)}"


def _check_quantities(rows: Sequence[Record]) -> Iterator[Check]:
    """One quantity printed in two rows of a table."""
    known: dict[str, _Quantity] = {}
    for row in rows:
        if _SOURCED.search(fold(str(row["note"] or ""))):
            continue
        for quantity in _quantities(row):
            first = known.setdefault(quantity.name, quantity)
            if first.row is row:
                continue
            holds = first.value == quantity.value
            yield Check(
                "count",
                f"“{quantity.printed}” ở {_row_name(first.row)} là {show(first.value)}, ở {_row_name(row)} là "
                f"{show(quantity.value)}: {'khớp' if holds else 'không khớp'}",
                quantity.value,
                first.value,
                holds,
                place_of(row),
                show(quantity.value),
            )


def _quantities(row: Record) -> Iterator[_Quantity]:
    note = str(row["note"] or "")
    for label, value in _labelled_figures(note):
        if len(label.split()) > 1:
            yield _Quantity(_HEAD.sub("", _normal(label)), value, row, label)
    ratios = _ratios(note) or _ratios(str(row["result_text"] or ""))
    if len(ratios) != 1:
        return
    (numerator, denominator), _ = ratios[0]
    name = _normal(str(row["indicator_name"]))
    if not name.startswith("ty le"):
        return
    whole = _OF_TOTAL.search(name)
    part = _HEAD.sub("", name[: whole.start()] if whole else name)
    if len(part.split()) > 1:
        yield _Quantity(part, numerator, row, _printed_part(row, whole=False))
    if whole is not None and len(whole["whole"].split()) > 1:
        yield _Quantity(_HEAD.sub("", whole["whole"]), denominator, row, _printed_part(row, whole=True))


def _printed_part(row: Record, *, whole: bool) -> str:
    """What the numerator or the denominator of an indicator counts, as its name prints it."""
    parts = re.split(r"\s(?:trên|trong|so với)\s(?=tổng)", str(row["indicator_name"]), maxsplit=1)
    return parts[-1] if whole else re.sub(r"^(?:Tỷ|Tỉ) lệ (?:cung cấp )?", "", parts[0])


def _check_wholes(rows: Sequence[Record]) -> Iterator[Check]:
    """The shares of two kinds of one thing ("... toàn trình", "... một phần") divide by the same total."""
    names: dict[tuple[str, str], tuple[Record, Decimal, Decimal]] = {}
    for row in rows:
        ratios = _ratios(str(row["note"] or "")) or _ratios(str(row["result_text"] or ""))
        name = _normal(str(row["indicator_name"]))
        kind = next((kind for pair in _KINDS for kind in pair if name.endswith(kind)), None)
        if kind is not None and len(ratios) == 1 and name.startswith("ty le"):
            (numerator, denominator), _ = ratios[0]
            names.setdefault((name.removesuffix(kind), kind), (row, numerator, denominator))
    for (stem, kind), (row, numerator, denominator) in names.items():
        other = next((second for first, second in _KINDS if first == kind), None)
        if other is None or (stem, other) not in names:
            continue
        second, part, whole = names[stem, other]
        if numerator + part > max(denominator, whole) or abs(denominator - whole) > _SAME_WHOLE * whole:
            continue
        holds = denominator == whole
        yield Check(
            "count",
            f"Mẫu số chung của {_row_name(row)} ({show(denominator)}) và {_row_name(second)} ({show(whole)}): "
            f"{'khớp' if holds else 'không khớp'}",
            whole,
            denominator,
            holds,
            place_of(second),
            show(whole),
        )


def _check_body(results: Sequence[Record], clauses: Sequence[Clause]) -> Iterator[Check]:
    """Percentages of the body that have the name of a result in an annex."""
    by_name: dict[str, list[Record]] = {}
    for row in results:
        name = _normal(str(row["indicator_name"]))
        for key in {name, _OF_TOTAL.sub("", name)}:
            by_name.setdefault(key, []).append(row)
    if not by_name:
        return
    for clause in clauses:
        if clause.passage.kind in _APART:
            continue
        for index, figure in enumerate(clause.figures):
            if figure.kind is FigureKind.PERCENT and figure.qualifier is None:
                named = _named_row(clause, index, figure, by_name)
                if named is not None and (check := _compare_body(clause, figure, named)) is not None:
                    yield check


def _named_row(clause: Clause, index: int, figure: Figure, by_name: Mapping[str, Sequence[Record]]) -> Record | None:
    start = clause.figures[index - 1].end if index else 0
    before = clause.folded[max(start, figure.start - _LONGEST_SUBJECT) : figure.start]
    subject = before[max((found.end() for found in _SUBJECT_START.finditer(before)), default=0) :]
    name = _normal(_SUBJECT_END.sub("", subject))
    if len(name.split()) < 3 or _PLANNED.search(before):
        return None
    rows = by_name.get(name) or by_name.get(_OF_TOTAL.sub("", name)) or ()
    return rows[0] if len(rows) == 1 else None


def _compare_body(clause: Clause, figure: Figure, row: Record) -> Check | None:
    printed = parse_printed(str(row["result_text"] or ""))
    if printed is None:
        return None
    sentence = clause.folded[max(figure.start - _LONGEST_SUBJECT, 0) : clause.sentence_end(figure.start)]
    years = {int(year) for year in _YEAR.findall(sentence)}
    period = row.get("period_end")
    if years and getattr(period, "year", None) not in years:
        return None
    holds = _same(figure.printed, printed)
    return Check(
        "ratio",
        f"{_row_name(row)} “{row['indicator_name']}”: phụ lục ghi {printed.text}, lời văn ghi {figure.printed.text}: "
        f"{'khớp' if holds else 'không khớp'}",
        figure.value,
        printed.value,
        holds,
        clause.passage.place_of(figure.start, figure.end),
        figure.printed.text,
    )


def _check_goals(targets: Sequence[Record]) -> Iterator[Check]:
    """A goal of the body against the row of an annex that has the same words."""
    whole = [row for row in targets if row["component_no"] == 0]
    goals = {goal_key(row): row for row in whole if row["row_no"] is None}
    for row in whole:
        goal = goals.get(goal_key(row)) if row["row_no"] is not None else None
        if goal is None or goal["target_year"] != row["target_year"]:
            continue
        first, second = goal["target_value"], row["target_value"]
        if not isinstance(first, Decimal) or not isinstance(second, Decimal):
            continue
        holds = (first, goal["target_value_upper"]) == (second, row["target_value_upper"])
        yield Check(
            "ratio",
            f"Mục tiêu “{goal['target_text']}” trong lời văn và “{row['target_text']}” ở {_row_name(row)}: "
            f"{'khớp' if holds else 'không khớp'}",
            first,
            second,
            holds,
            place_of(goal),
            str(goal["target_text"] or ""),
        )


def goal_key(row: Record) -> str:
    """The words of an indicator without its figures, folded."""
    return _key_of(str(row["indicator_name"]))


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    return _normal(_STATED_FIGURE.sub(" ", fold(name)))


def _same(first: Printed, second: Printed) -> bool:
    """Whether two figures agree to the digits of the one that prints fewer."""
    return abs(first.value - second.value) <= (
        Decimal(0) if first.step == second.step else max(first.step, second.step) / 2
    )


def _normal(name: str) -> str:
    words = " ".join(_WORDS.sub(" ", fold(name)).split())
    for long, short in _ABBREVIATED:
        words = words.replace(long, short)
    return words


def _row_name(row: Record) -> str:
    number = row["row_no"] or row["group_no"]
    return f"{row['table_label']} dòng {number}" if number else str(row["table_label"])


def place_of(row: Record) -> Place:
    """The place that the provenance columns of a record state."""

    def whole(name: str) -> int | None:
        value = row.get(name)
        return value if isinstance(value, int) else None

    sheet, cell = row.get("source_sheet"), row.get("source_cell")
    return Place(
        whole("source_page"),
        whole("source_line_start"),
        whole("source_line_end"),
        sheet if isinstance(sheet, str) else None,
        cell if isinstance(cell, str) else None,
    )
