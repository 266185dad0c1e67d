"""The privacy gate over the rows of a release: every published text goes through it before any file is written.

What is found is said in ``rules``; here stands how it is applied to batches of rows, so that a key that is masked in one
table is masked alike wherever it is named, and the record of what was withheld.
"""

import csv as csv_lines
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import compute

from pipelines.metadata import Column, Dataset
from pipelines.privacy.rules import CANDIDATE, MARKED, NAMED, NUMBERED, REASONS, Withheld, count_markers, withhold

WITHHELD = Dataset(
    name="withheld",
    model="withheld",
    title_vi="Nội dung đã ẩn",
    title_en="Withheld content",
    grain="One row per cell and kind of what was withheld.",
    grain_vi="Mỗi dòng là một ô dữ liệu và một loại nội dung đã ẩn trong ô đó.",
    key=("dataset", "row_key", "column_name", "kind"),
    columns=(
        *(
            Column(name, "text", meaning, label, nullable=False, description_vi=meaning_vi)
            for name, label, meaning, meaning_vi in (
                ("dataset", "Bộ dữ liệu", "dataset or file in which it stood", "bộ dữ liệu hoặc tệp có nội dung đã ẩn"),
                ("row_key", "Khóa dòng", "published key of its row", "khóa đã công bố của dòng"),
                ("column_name", "Cột", "column in which it stood", "cột có nội dung đã ẩn"),
            )
        ),
        Column(
            "kind",
            "text",
            "email | phone | identity_number | profile_link | control_character",
            "Loại",
            values=("email", "phone", "identity_number", "profile_link", "control_character"),
            nullable=False,
            description_vi="loại nội dung đã ẩn",
            values_vi=("thư điện tử", "số điện thoại", "số định danh", "trang cá nhân", "ký tự điều khiển"),
        ),
        Column("count", "integer", "how often in this cell", "Số lần", nullable=False, description_vi="số lần trong ô"),
        Column(
            "reason", "text", "why, in Vietnamese", "Lý do", nullable=False, description_vi="lý do, nêu bằng tiếng Việt"
        ),
    ),
    description_vi="Những chỗ có dữ liệu cá nhân đã được thay bằng ký hiệu [đã ẩn: ...]; không nêu giá trị.",
    description_en="Places where personal data were replaced by a marker; the values themselves are not told.",
)
"""The record of the gate as a table of the quality report."""

_TEXTS = frozenset({"text", "json"})
_LEAST_DIGITS = 8
_LONGEST_CONTEXT = 80
_MOST_CONTEXTS = 8
# Hashes and the keys made of them: hexadecimal digits, in which a run of ten plain ones means nothing.
_HASH = re.compile(r"[0-9a-f]{32,64}")


class Gate:
    """The gate of one release; ``withheld`` is its record, in the order in which rows were written.

    ``changed`` are the datasets that held something to withhold.
    """

    def __init__(self) -> None:
        """Begin with nothing withheld."""
        self.withheld: list[Withheld] = []
        self.changed: set[str] = set()
        self._masks: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def clean(self, dataset: Dataset, lines: Sequence[bytes], texts: pa.Table) -> tuple[Sequence[bytes], pa.Table]:
        """Return the CSV lines and the published texts of a batch of ``dataset`` without what points at persons."""
        columns = {column.name: column for column in dataset.columns if column.name in texts.column_names}
        suspects = find_suspects(columns.values(), texts)
        changed: dict[int, dict[str, str | None]] = {}
        for row, names in sorted(suspects.items()):
            cells = {name: value[0] for name, value in texts.slice(row, 1).to_pydict().items()}
            clean = self.clean_row(dataset, [columns[name] for name in names], cells)
            if clean != cells:
                changed[row] = clean
        self._record_markers(dataset, texts, changed)
        if not changed:
            return lines, texts
        self.changed.add(dataset.name)
        new_lines = list(lines)
        for row, cells in changed.items():
            new_lines[row] = _csv_line(cells.values())
        return new_lines, _with_rows(texts, changed)

    def clean_row(
        self, dataset: Dataset, columns: Sequence[Column], cells: Mapping[str, str | None]
    ) -> dict[str, str | None]:
        """Return the published texts of a row with those of ``columns`` cleaned, and numbers beside them that repeat one."""
        named = {name for key in dataset.foreign_keys for name in key.columns} | set(dataset.key)
        heading = cells.get("column_name") or ""
        clean = dict(cells)
        found: dict[str, Counter[str]] = {}
        removed: set[str] = set()
        for column in columns:
            text = cells[column.name]
            if text is None or _HASH.fullmatch(text):
                continue
            counts: Counter[str] = Counter()
            if column.type == "json":
                value = json.loads(text)
                cleaned = _clean_json(value, (), counts)
                new = json.dumps(cleaned, ensure_ascii=False, separators=(",", ":")) if counts else text
            else:
                new, some = withhold(text, heading if column.name != "column_name" else "")
                counts.update(some)
            if counts:
                removed |= _digit_runs(text) - _digit_runs(new)
                found[column.name] = counts
                clean[column.name] = self._mask(text, new) if column.name in named else new or None
        for column in dataset.columns if removed else ():
            number = cells.get(column.name)
            if number is not None and column.type in {"integer", "numeric"} and column.nullable:
                digits = re.sub(r"\D", "", number)
                if len(digits) >= _LEAST_DIGITS and any(run.endswith(digits) for run in removed):
                    clean[column.name] = None
                    found[column.name] = Counter({"phone": 1})
        for name, counts in found.items():
            self._record(dataset.name, _row_key(dataset, clean), name, counts)
        return clean

    def clean_text(self, place: str, text: str) -> str:
        """Return a text that is no cell, such as a page of the report, without what points at persons."""
        whole = pa.chunked_array([[text]], pa.string())
        if not compute.any(_suspicious(whole, _matches(whole, NUMBERED))).as_py():
            return text
        clean, found = withhold(text)
        self._record(place, "", "", found)
        return clean

    def clean_value(self, place: str, value: Any) -> Any:  # noqa: ANN401 - JSON
        """Return a JSON value with every string in it cleaned."""
        found: Counter[str] = Counter()
        clean = _clean_json(value, (), found)
        self._record(place, "", "", found)
        return clean

    def record_rows(self) -> list[dict[str, Any]]:
        """Return the record as rows of ``WITHHELD``, each cell and kind once, by key."""
        counted: Counter[tuple[str, str, str, str]] = Counter()
        for each in self.withheld:
            counted[each.dataset, each.row_key, each.column, each.kind] += each.count
        return [
            {"dataset": dataset, "row_key": key or "-", "column_name": column or "-", "kind": kind, "count": count}
            | {"reason": REASONS[kind]}
            for (dataset, key, column, kind), count in sorted(counted.items())
        ]

    def record(self, withheld: Iterable[tuple[str, str, str, str, int]]) -> None:
        """Take in what was withheld before: dataset, row, column, kind, count; unless the gate found the same itself."""
        own = {(each.dataset, each.row_key, each.column, each.kind) for each in self.withheld}
        self.withheld += [Withheld(*each) for each in withheld if each[:4] not in own]

    def _record_markers(
        self, dataset: Dataset, texts: pa.Table, changed: Mapping[int, Mapping[str, str | None]]
    ) -> None:
        """Record what was withheld in ``texts`` already when they came into the warehouse."""
        for column in dataset.columns:
            if column.type not in _TEXTS or column.name not in texts.column_names:
                continue
            marked = compute.fill_null(compute.match_substring(texts[column.name], MARKED), False)
            for row in compute.indices_nonzero(marked).to_pylist():
                cells = {name: value[0] for name, value in texts.slice(row, 1).to_pydict().items()}
                counts = count_markers(cells[column.name])
                self._record(dataset.name, _row_key(dataset, changed.get(row, cells)), column.name, counts)

    def _mask(self, value: str, clean: str) -> str:
        """Return what stands for the key ``value``: keys that differ stay different, without telling in what."""
        if value not in self._masks:
            self._uses[clean] += 1
            number = self._uses[clean]
            self._masks[value] = clean if number == 1 else f"{clean} #{number}"
        return self._masks[value]

    def _record(self, dataset: str, row_key: str, column: str, found: Mapping[str, int]) -> None:
        self.withheld += [Withheld(dataset, row_key, column, kind, count) for kind, count in found.items()]


def _row_key(dataset: Dataset, cells: Mapping[str, str | None]) -> str:
    return ", ".join(f"{name}={cells.get(name) or ''}" for name in dataset.key)


def find_suspects(columns: Iterable[Column], texts: pa.Table) -> dict[int, list[str]]:
    """Return the rows of ``texts``, published texts of ``columns``, that need a closer look, with the columns to look at."""
    names = [column.name for column in columns if column.type in _TEXTS]
    if not names or not texts.num_rows:
        return {}
    # Most columns say the same few things again and again: each is searched once. And one search over all columns, one after
    # the other, as to make a pattern ready takes as long as to search thousands of cells.
    coded = [texts[name].combine_chunks().dictionary_encode() for name in names]
    cells = pa.chunked_array([column.dictionary for column in coded], pa.string())
    numbered = _matches(cells, NUMBERED)
    suspect = _suspicious(cells, numbered)
    headed = None
    if "column_name" in names and compute.any(numbered).as_py():
        headings = coded[names.index("column_name")]
        headed = compute.fill_null(_matches(headings.dictionary, NAMED).take(headings.indices), False)
    found: dict[int, list[str]] = {}
    start = 0
    for name, column in zip(names, coded, strict=True):
        size = len(column.dictionary)
        looked_at = _rows_that(suspect.slice(start, size), column)
        if headed is not None:
            looked_at = compute.or_(looked_at, compute.and_(headed, _rows_that(numbered.slice(start, size), column)))
        start += size
        for row in compute.indices_nonzero(looked_at).to_pylist():
            found.setdefault(row, []).append(name)
    return found


def _suspicious(cells: pa.ChunkedArray, numbered: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which cells hold a candidate, or are ``numbered`` and say themselves that a number is a person's."""
    found = _matches(cells, CANDIDATE)
    if not compute.any(numbered).as_py():
        return found
    mask = numbered.combine_chunks()
    named = _matches(cells.filter(mask), NAMED).combine_chunks()
    return compute.or_(found, pa.chunked_array([compute.replace_with_mask(mask, mask, named)]))


def _rows_that(entries: pa.ChunkedArray, column: pa.DictionaryArray) -> pa.Array:
    """Which rows of ``column`` hold one of its ``entries`` that are marked."""
    return compute.fill_null(entries.combine_chunks().take(column.indices), False)


def _matches(cells: pa.Array | pa.ChunkedArray, pattern: str) -> pa.Array | pa.ChunkedArray:
    return compute.fill_null(compute.match_substring_regex(cells, pattern), False)


def _clean_json(value: Any, contexts: Sequence[str], found: Counter[str]) -> Any:  # noqa: ANN401 - JSON
    """Return ``value`` cleaned; what stands beside a text (its name, a heading) tells what a number in it is."""
    if isinstance(value, dict):
        short = [text for text in value.values() if isinstance(text, str) and len(text) < _LONGEST_CONTEXT][
            :_MOST_CONTEXTS
        ]
        return {
            _clean_json(name, (), found): _clean_json(
                each, (name, *(text for text in short if text is not each)), found
            )
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_clean_json(each, contexts, found) for each in value]
    if value is None or isinstance(value, bool):
        return value
    clean, changed = str(value), False
    for context in contexts or ("",):
        clean, some = withhold(clean, context)
        found.update(some)
        changed = changed or bool(some)
    return clean if changed or isinstance(value, str) else value


def _digit_runs(text: str) -> set[str]:
    """Return the numbers of ``text`` as plain digits, whatever stands between them."""
    return {re.sub(r"\D", "", run) for run in re.findall(r"\d[\d .()-]*\d", text)}


def _csv_line(cells: Sequence[str | None] | Any) -> bytes:  # noqa: ANN401 - values of a row
    line = io.StringIO()
    csv_lines.writer(line, lineterminator="\r\n").writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue().encode().removesuffix(b"\r\n")


def _with_rows(texts: pa.Table, changed: Mapping[int, Mapping[str, str | None]]) -> pa.Table:
    columns = {}
    for name in texts.column_names:
        values = texts[name].to_pylist()
        for row, cells in changed.items():
            values[row] = cells[name]
        columns[name] = pa.array(values, pa.string())
    return pa.table(columns)
