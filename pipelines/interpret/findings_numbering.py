"""Numbers that repeat or leave one out: rows and groups of tables, headings, "(1) ... (3)" within a passage; repeated rows.

A number that is missing because a row was misread would be our fault and is told apart nowhere; so only numbers that rise
by more than one between neighbours of one kind count, and restarts never do.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.interpret.findings_record import Finding
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record
from pipelines.interpret.rows import DataRow, PrintedTable
from pipelines.language.numbering import format_roman, parse_roman
from pipelines.language.values import value
from pipelines.read.model import Place

_CELL = PassageKind.CELL
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARK = re.compile(r"[^\w ]")
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_MOST_MISSING = 5
_LEAST_WORDS = 3
_INLINE = re.compile(r"\((?<![\w.,]\()(?P<number>\d{1,2}|[ivx]{1,5})\)\s?(?=[^\W\d_])")
_COMPARED = ("target", "result", "scope", "lead_agency", "coordinating_agency", "form", "status", "budget")


@value
class _Number:
    """A printed number: its parts, and those of its neighbours that it is compared with (``family``)."""

    printed: str
    values: tuple[int, ...]
    kind: str
    family: object
    place: Place
    name: str


def find_numbering(
    tables: Sequence[PrintedTable], sections: Sequence[Record], passages: Sequence[Passage]
) -> list[Finding]:
    """Repeated and missing numbers of rows, headings and inline lists, and rows that stand twice."""
    found: list[Finding] = []
    for printed in tables:
        found += _check_numbers(_row_numbers(printed), f"{printed.label}: số thứ tự")
        found += _repeated_rows(printed)
    spans = [(t.table.place.line_start or 0, t.table.place.line_end or 0) for t in tables]
    outside = (s for s in sections if not any(a <= int(str(s["source_line_start"] or 0)) <= b for a, b in spans))
    found += _check_numbers(_headings(outside), "Đề mục")
    for passage in passages:
        if passage.kind is not _CELL and "(" in passage.text:
            found += _inline(passage)
    return found


def _row_numbers(printed: PrintedTable) -> Iterator[_Number]:
    """The numbers of the groups and rows of a table in printed order. Rows are numbered on over groups or anew in each."""
    data, groups, _ = printed.rows
    marks: list[tuple[int, str, Place, str, object]] = []
    order = {id(row): at for at, row in enumerate(printed.table.rows)}
    for group in groups:
        marks.append((order[id(group.row)], group.number, group.row.place, group.name, ("group", group.level)))
    for line in data:
        cell = line.row.cells[0]
        name = line.row.cells[printed.name_column].text
        if not cell.covered:
            marks.append(
                (
                    order[id(line.row)],
                    line.number,
                    line.row.place,
                    name,
                    ("row", id(line.groups[-1]) if line.groups else 0),
                )
            )
    for _, number, place, name, family in sorted(marks, key=lambda mark: mark[0]):
        parsed = _parse(number)
        if parsed is not None:
            kind, values = parsed
            yield _Number(
                number.rstrip(".) "), values, kind, (family if len(values) == 1 else values[:-1]), place, name
            )


def _headings(sections: Iterable[Record]) -> Iterator[_Number]:
    for section in sections:
        number, line = str(section["number"] or ""), section["source_line_start"]
        parsed = _parse(number)
        if parsed is None or not isinstance(line, int):
            continue
        kind, values = parsed
        page = section.get("source_page")
        place = Place(page if isinstance(page, int) else None, line, line)
        yield _Number(
            number.rstrip(".) "),
            values,
            kind,
            (section["parent_section_id"], len(values)),
            place,
            str(section["title"]),
        )


def _parse(number: str) -> tuple[str, tuple[int, ...]] | None:
    plain = number.strip().rstrip(".)/ ")
    if _DECIMAL.fullmatch(plain):
        return "decimal", tuple(map(int, plain.split(".")))
    if len(plain) == 1 and plain in _LETTERS:
        return "letter", (_LETTERS.index(plain) + 1,)
    roman = parse_roman(plain)
    return ("roman", (roman,)) if roman is not None else None


def _check_numbers(numbers: Iterator[_Number], what: str) -> Iterator[Finding]:
    last: dict[tuple[object, str], _Number] = {}
    latest: dict[str, _Number] = {}
    seen: dict[tuple[object, str, tuple[int, ...]], _Number] = {}
    for number in numbers:
        key = (number.family, number.kind)
        first = seen.setdefault((*key, number.values), number)
        before = last.get(key)
        if first is not number and before is not None and number.values[-1] <= before.values[-1]:
            yield Finding(
                "duplicate_code", "contradiction",
                f"{what} {number.printed} được dùng hai lần: dòng {first.place.line_start} “{_short(first.name)}” và dòng "
                f"{number.place.line_start} “{_short(number.name)}”",
                number.printed, number.place,
            )  # fmt: skip
        elif before is not None and (gap := number.values[-1] - before.values[-1]) > 1:
            if gap <= _MOST_MISSING and not _is_usual(before, number):
                yield _gap(before, number, what)
        elif (
            before is None and len(number.values) == 1 and number.kind == "decimal" and isinstance(number.family, tuple)
        ):
            # Rows that are numbered on over the groups of a table.
            previous = latest.get("row") if number.family[0] == "row" else None
            if previous is not None and 1 < number.values[0] - previous.values[0] <= _MOST_MISSING:
                yield _gap(previous, number, what)
        last[key] = number
        if isinstance(number.family, tuple) and number.family and number.family[0] == "row":
            latest["row"] = number


def _is_usual(before: _Number, number: _Number) -> bool:
    """Whether a letter is commonly left out: a, b, c, d, e."""
    return number.kind == "letter" and (before.printed, number.printed) == ("d", "e")


def _gap(before: _Number, number: _Number, what: str) -> Finding:
    missing = ", ".join(_printed(number, value) for value in range(before.values[-1] + 1, number.values[-1]))
    return Finding(
        "numbering_gap", "note",
        f"{what}: sau {before.printed} là {number.printed}, thiếu {missing}",
        number.printed, number.place,
    )  # fmt: skip


def _printed(number: _Number, value: int) -> str:
    if number.kind == "roman":
        return format_roman(value)
    if number.kind == "letter":
        return _LETTERS[value - 1]
    return ".".join([*map(str, number.values[:-1]), str(value)])


def _inline(passage: Passage) -> Iterator[Finding]:
    """Gaps in "(1) ...; (2) ...; (4) ..." and "(i) ...; (iii) ..." within one passage."""
    last = {"decimal": 0, "roman": 0}
    for found in _INLINE.finditer(passage.text):
        number = found["number"]
        kind = "decimal" if number.isdigit() else "roman"
        value = int(number) if kind == "decimal" else parse_roman(number.upper())
        if value is None:
            continue
        if last[kind] and 1 < value - last[kind] <= _MOST_MISSING:
            missing = ", ".join(
                f"({v})" if kind == "decimal" else f"({format_roman(v).lower()})" for v in range(last[kind] + 1, value)
            )
            yield Finding(
                "numbering_gap", "note", f"Liệt kê trong đoạn: trước {found[0].strip()} thiếu {missing}", found[0].strip(),
                passage.place_of(found.start(), found.end()),
            )  # fmt: skip
        if value == 1 or value > last[kind]:
            last[kind] = value


def _repeated_rows(printed: PrintedTable) -> Iterator[Finding]:
    """Rows of one table that say the same: the same name and, in every other column, the same or nothing."""
    data, _, _ = printed.rows
    columns = [i for i, kind in enumerate(printed.kinds) if kind.kind in _COMPARED and i != printed.name_column]
    known: dict[str, DataRow] = {}
    for line in data if columns else ():
        name = _words(line.row.cells[printed.name_column].text)
        if len(name.split()) < _LEAST_WORDS:
            continue
        first = known.setdefault(name, line)
        if first is line or not all(_alike(first.row.cells[i].text, line.row.cells[i].text) for i in columns):
            continue
        yield Finding(
            "repeated_row", "note",
            f"{printed.label}: dòng {line.number or '(không số)'} trùng nội dung với dòng {first.number or '(không số)'}: "
            f"“{_short(line.row.cells[printed.name_column].text)}”",
            line.number or None, line.row.place,
        )  # fmt: skip


def _alike(first: str, second: str) -> bool:
    one, two = _words(first), _words(second)
    if one == two:
        return True
    a, b = set(one.split()), set(two.split())
    return min(len(a), len(b)) > 12 and len(a & b) >= 0.85 * len(a | b)


def _words(text: str) -> str:
    return " ".join(_MARK.sub(" ", text.lower()).replace("_", " ").split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
