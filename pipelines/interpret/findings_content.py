"""Cells and words that an official would put right: shares above 100 %, cells left empty, titles and goals in two wordings.

Numbers of rows are in ``findings_numbering``, dates in ``findings_dates``, sums in the ``arithmetic_`` rooms.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import compress

import numpy as np

from pipelines.interpret.arithmetic_doubt import is_jumbled
from pipelines.interpret.arithmetic_indicators import goal_key, place_of
from pipelines.interpret.findings_parts import find_larger_parts
from pipelines.interpret.findings_record import Finding
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import DataRow, PrintedTable
from pipelines.language.text import fold
from pipelines.language.word_keys import WordKeys, join_keys, key_of, may_be_among, may_repeat

_CLOSING = PassageKind.CLOSING
_SHARE = re.compile(r"^(?:- )?(?:ty le|ti le|ty trong|ti trong|phan tram)\b|^\d")
_MAY_EXCEED = re.compile(
    r"\b(?:tang truong|tang|giam|toc do|so voi|hoan thanh|ke hoach|du toan|thu ngan sach|cung ky|gap|nang suat|chi so|lam phat"
    r"|bao phu|lap day|cong suat|su dung dat|thue bao|mat do|may/100)\b"
)
_EXPECTED = {
    "target": "chỉ tiêu", "result": "kết quả", "lead_agency": "đơn vị chủ trì", "monitor_agency": "đơn vị theo dõi",
    "status": "tình trạng nhiệm vụ", "budget": "kinh phí",
}  # fmt: skip
_LEAST_ROWS = 5
_MOSTLY = Decimal("0.8")
_TITLES = (
    "giám đốc", "tổng giám đốc", "trưởng", "chủ tịch", "cục trưởng", "chi cục trưởng", "chánh", "hiệu trưởng", "thủ trưởng",
    "tổng cục trưởng", "bộ trưởng", "viện trưởng", "chánh án", "bí thư", "chủ nhiệm",
)  # fmt: skip
_HEADS = {
    "ban": ("trưởng", "chủ nhiệm"), "sở": ("giám đốc",), "phòng": ("trưởng",), "trung tâm": ("giám đốc",), "bộ": ("bộ trưởng",),
    "văn phòng": ("chánh", "thủ trưởng"), "viện": ("viện trưởng", "giám đốc"), "trường": ("hiệu trưởng",),
}  # fmt: skip
_ALIKE = 0.8
_LEAST_WORDS = 6
_MOST_GOALS = 200
_DOUBLED = frozenset(
    ["các", "của", "và", "là", "được", "cho", "trong", "với", "những", "tại", "về", "để", "theo", "từ", "đến"]
)
_FREQUENT, _TIMES = 8, 8
_APART = "\uffff"  # no character: stands between the texts of two passages
_APART_KEY = key_of(_APART)
_VOWEL_TONE = re.compile(r"(?:o[àáảãạ]|[òóỏõọ]a|o[èéẻẽẹ]|[òóỏõọ]e|u[ỳýỷỹỵ]|[ùúủũụ]y)")


def find_content_findings(
    identity: Record, tables: Sequence[PrintedTable], passages: Sequence[Passage], records: Records
) -> list[Finding]:
    """Implausible shares, empty cells, one thing in two wordings, misspelt words."""
    found: list[Finding] = []
    for row in (*records["indicator_targets"], *records["indicator_results"]):
        found += _above_hundred(row)
    for printed in tables:
        found += _empty_cells(printed)
        found += find_larger_parts(printed)
    found += _wrong_title(identity, passages)
    found += _goal_wording(records["indicator_targets"])
    misspelt = _spelling(passages)
    found += map(_of_a_scan, misspelt) if identity.get("source_format") == "pdf_scan" else misspelt
    return found


def _of_a_scan(finding: Finding) -> Finding:
    """What looks misspelt on a scan may have been recognised wrongly: nobody is told to put the document right."""
    told = f"{finding.description}; văn bản là bản quét, có thể do nhận dạng chữ chưa đúng"
    return replace(finding, description=told, responsibility="us")


def _above_hundred(row: Record) -> Iterator[Finding]:
    value = row.get("target_value", row.get("result_value"))
    name = fold(str(row["indicator_name"]))
    if not isinstance(value, Decimal) or value <= 100 or row["unit"] != "percent":
        return
    if not _SHARE.match(name) or _MAY_EXCEED.search(name) or row.get("comparator") in {"increase", "decrease"}:
        return
    text = str(row.get("target_text") or row.get("result_text") or value)
    yield Finding(
        "implausible_value", "contradiction",
        f"{row['table_label']}, dòng {row['row_no'] or ''}: tỷ lệ {text} lớn hơn 100%".replace(" : ", ": "),
        text, place_of(row),
    )  # fmt: skip


def _empty_cells(printed: PrintedTable) -> Iterator[Finding]:
    """Empty cells of a column that is otherwise filled. A note beside an empty result says why it is empty."""
    data, _, _ = printed.rows
    lines = [line for line in data if line.number.strip()]
    if len(lines) < _LEAST_ROWS or is_jumbled(printed):
        return
    notes = printed.columns_of("note") if printed.subject == "indicators" else []
    usual = _usual_columns(printed, lines)
    for kind, what in _EXPECTED.items():
        for column in printed.columns_of(kind):
            empty = [line for line in lines if not _is_filled(line, column)]
            if not empty or len(lines) - len(empty) < _MOSTLY * len(lines):
                continue
            for line in empty:
                if kind == "result" and any(line.row.cells[note].text for note in notes):
                    continue
                if kind == "budget" and any(_is_filled(line, other) for other in printed.columns_of("budget")):
                    continue
                if sum(_is_filled(line, other) for other in usual) * 2 < len(usual):
                    continue  # a row that is all empty was torn apart in reading
                yield Finding(
                    "missing_value", "note",
                    f"{printed.label}, dòng {_code(line)}: để trống {what} (cột “{printed.table.columns[column]}”)",
                    None, line.row.place,
                )  # fmt: skip


def _usual_columns(printed: PrintedTable, lines: Sequence[DataRow]) -> list[int]:
    """The columns that most rows fill, besides number and name."""
    return [
        column
        for column in range(1, len(printed.table.columns))
        if column != printed.name_column and sum(_is_filled(line, column) for line in lines) >= _MOSTLY * len(lines)
    ]


def _is_filled(line: DataRow, column: int) -> bool:
    cell = line.row.cells[column]
    return bool(cell.text) or cell.covered


def _code(line: DataRow) -> str:
    number = line.number.rstrip(".) ")
    if line.groups and "." not in number:
        return f"{line.groups[-1].number.rstrip('.) ')}.{number}"
    return number


def _wrong_title(identity: Record, passages: Sequence[Passage]) -> Iterator[Finding]:
    """The head of the own agency under a title that its kind of agency does not have ("Giám đốc Ban")."""
    issuer = str(identity.get("issuer_text") or "").lower()
    signer = str(identity.get("signer_title") or "").lower()
    unit = next((unit for unit in sorted(_HEADS, key=len, reverse=True) if issuer.startswith(unit + " ")), None)
    if unit is None or not any(title in signer for title in _HEADS[unit]):
        return
    wrong = "|".join(title for title in _TITLES if title not in _HEADS[unit])
    # The unit in upper case and nothing of a name after it: the own agency, not "Giám đốc Ban Quản lý dự án".
    pattern = re.compile(rf"(?<!phó )\b(?:{wrong}) {unit}(?= [a-zà-ỹđ]|[,.;)])")
    for passage in passages:
        lowered = passage.lowered
        if f" {unit}" not in lowered or len(lowered) != len(passage.text):
            continue
        for match in pattern.finditer(lowered):
            shown = passage.text[match.start() : match.end()]
            following = passage.text[match.end() : match.end() + 2].strip()
            if not shown[-len(unit)].isupper() or following[:1].isupper() or not shown[:1].isupper():
                continue
            yield Finding(
                "wording_conflict", "note",
                f"Chức danh người đứng đầu ghi “{shown}”, người ký ghi “{identity['signer_title']}”",
                shown, passage.place_of(match.start(), match.end()),
            )  # fmt: skip
            return


def _goal_wording(targets: Sequence[Record]) -> Iterator[Finding]:
    """Goals of the body that stand in an annex in nearly the same words."""
    whole = [row for row in targets if row["component_no"] == 0]
    goals = [(goal_key(row), row) for row in [row for row in whole if row["row_no"] is None][:_MOST_GOALS]]
    if not goals:
        return
    rows = [(goal_key(row), row) for row in [row for row in whole if row["row_no"] is not None][:_MOST_GOALS]]
    known, said = {key for key, _ in rows}, {key for key, _ in goals}
    left = [(set(key.split()), row) for key, row in rows if key not in said]
    for key, goal in goals:
        words = set(key.split())
        if key in known or len(words) < _LEAST_WORDS:
            continue
        other, row = max(left, key=lambda pair: _likeness(words, pair[0]), default=(set(), goal))
        if _likeness(words, other) >= _ALIKE:
            yield Finding(
                "wording_conflict", "note",
                f"Mục tiêu trong lời văn và {row['table_label']} dòng {row['row_no']} diễn đạt khác nhau: "
                f"“{goal['indicator_name']}” và “{row['indicator_name']}”",
                str(goal["indicator_name"]), place_of(goal),
            )  # fmt: skip


def _likeness(one: set[str], two: set[str]) -> float:
    return len(one & two) / len(one | two) if one or two else 0.0


def _spelling(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Function words printed twice, and words that the document itself prints with other marks between the same neighbours.

    Only the document's own usage tells: the usual form stands there many times as often.
    """
    lowered = [passage.lowered for passage in passages]
    read = [p.kind is not _CLOSING and not p.text.isupper() for p in passages]
    words = WordKeys(f" {_APART} ".join(compress(lowered, read)).replace("“", " ").replace("”", " "))
    suspect: dict[str, str] = {}
    for word in _doubled(words):
        suspect[f"{word} {word}"] = f"Lặp từ “{word} {word}”"
    for at, other, often in _rare_forms(words):
        left, word, right = map(words.at, range(at, at + 3))
        suspect[f"{left} {word} {right}"] = (
            f"Nghi sai chính tả: “{left} {word} {right}” (văn bản {often} lần viết “{left} {other} {right}”)"
        )
    if suspect:
        yield from _locate(suspect, passages, lowered)


def _doubled(words: WordKeys) -> Iterator[str]:
    """Function words that stand twice in a row before another word of the same text."""
    keys = words.keys
    for at in np.flatnonzero(keys[:-2] == keys[1:-1]).tolist():
        word = words.at(at)
        if word in _DOUBLED and words.at(at + 2) != _APART:
            yield word


def _rare_forms(words: WordKeys) -> list[tuple[int, str, int]]:
    """Words that differ in their marks from the one that stands between their neighbours many times as often.

    The place of the left neighbour, the usual word and how often that stands there; in the order in which neighbours, usual
    and rare words first appear in the text.
    """
    keys = words.keys
    # Most words stand between words too rare to have a usual word between them.
    frequent = may_repeat(keys, _FREQUENT) & (keys != _APART_KEY)
    places = np.flatnonzero(frequent[:-2] & frequent[2:])
    between = join_keys(keys[places], keys[places + 2])
    may_tell = may_be_among(between, between[may_repeat(join_keys(between, keys[places + 1]), _FREQUENT)])
    between, places = between[may_tell], places[may_tell]
    order = np.lexsort((keys[places + 1], between))
    between, places = between[order], places[order]
    middle = keys[places + 1]
    is_new = np.concatenate(([True], (between[1:] != between[:-1]) | (middle[1:] != middle[:-1])))[: len(places)]
    begins = np.flatnonzero(is_new)
    counts, neighbours, places = np.diff(begins, append=len(places)), between[begins], places[begins]
    usual = np.flatnonzero(counts >= _FREQUENT)
    firsts = np.searchsorted(neighbours, neighbours[usual], "left")
    lasts = np.searchsorted(neighbours, neighbours[usual], "right")
    # Where only one word stands between two others it is not rarer than itself.
    alone = lasts - firsts == 1
    found: list[tuple[int, int, str, int]] = []
    for at, first, last in zip(*(each[~alone].tolist() for each in (usual, firsts, lasts)), strict=True):
        often, other = int(counts[at]), words.at(int(places[at]) + 1)
        found += [
            (int(places[rare]), int(places[at]), other, often)
            for rare in range(first, last)
            if often >= _TIMES * counts[rare] and _differs_in_marks(words.at(int(places[rare]) + 1), other)
        ]
    if len(found) > 1:
        rare_at, usual_at = np.array([form[:2] for form in found]).T
        said = [keys[rare_at], keys[rare_at + 2], keys[usual_at + 1], keys[rare_at + 1]]
        first_said = words.first_places(np.concatenate(said)).reshape(len(said), -1)
        found = [found[number] for number in np.lexsort(first_said[::-1]).tolist()]
    return [(place, other, often) for place, _, other, often in found]


def _locate(suspect: dict[str, str], passages: Sequence[Passage], lowered: Sequence[str]) -> Iterator[Finding]:
    """The first place of every suspect wording, in the order of the passages."""
    places: list[tuple[int, int, int, str]] = []
    for wording, description in suspect.items():
        whole = re.compile(rf"(?<!\w){re.escape(wording)}(?!\w)")
        for number in [number for number, text in enumerate(lowered) if wording in text]:
            if (match := whole.search(lowered[number])) is not None:
                places.append((number, *match.span(), description))
                break
    for number, start, end, description in sorted(places, key=lambda place: place[0]):
        passage = passages[number]
        yield Finding("spelling", "note", description, passage.text[start:end], passage.place_of(start, end))


def _differs_in_marks(one: str, two: str) -> bool:
    return one.isalpha() and fold(one) == fold(two) and not _moved_tone(one, two)


def _moved_tone(one: str, two: str) -> bool:
    """Whether two spellings differ by the place of the tone mark only ("hoá", "hóa") or by i and y."""
    return _VOWEL_TONE.search(one) is not None and _VOWEL_TONE.search(two) is not None
