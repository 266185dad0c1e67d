"""CSV files as rows of texts: the encoding, the mark between fields, and records with line breaks in quotes.

Numbers and dates stay texts; what a column holds is decided where all of it is seen.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.language.legacy import detect_legacy
from pipelines.read.model import Place, Remark, RemarkKind, SourceRejected
from pipelines.read.workbook_model import Value, cell_name

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",;\t|"
_SAMPLE_RECORDS = 200
_SAMPLE = 400_000
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_LONGEST_FIELD = 100_000
_LARGEST = 20_000_000
_NUL_SHOWN = "\N{REPLACEMENT CHARACTER}"
_MOST_NUL = 0.1
_NAMED = 12
_SAVE = "save it as CSV in UTF-8 and send it again"
_COMBINING = re.compile(r"[\u0300-\u0303\u0309\u0323]")


@dataclass(slots=True)
class CsvRows:
    """The records of a CSV file, all as wide as the widest, '' as None, and the line that each begins on (from 1)."""

    rows: list[list[Value]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_csv_rows(source_name: str, data: bytes) -> CsvRows:
    """Return the records of ``data``. Raises SourceRejected where it is empty or no text."""
    found = CsvRows()
    text = _decode(source_name, data, found)
    first_line = 1
    if separator := _SEPARATOR_LINE.match(text):
        delimiter = separator[1]
        text = text[separator.end() :]
        first_line = 2
    else:
        delimiter = sniff_delimiter(text)
    try:
        _parse(text, delimiter, found, first_line, quoted=True)
    except csv.Error:
        found.rows.clear()
        found.lines.clear()
        what = "Một dấu ngoặc kép không được đóng; các dòng được đọc mà không xét dấu ngoặc kép."
        found.remarks.append(Remark(RemarkKind.DOUBTFUL_CELLS, Place(), what))
        _parse(text, delimiter, found, first_line, quoted=False)
    width = max(map(len, found.rows), default=0)
    if width * len(found.rows) > _LARGEST:
        raise SourceRejected(source_name, f"the table would have {len(found.rows)} rows of {width} fields", _SAVE)
    _level(found, width)
    if _NUL_SHOWN in text:
        _report_nul(found)
    return found


def sniff_delimiter(text: str) -> str:
    r"""The mark between the fields: the one that parts the first records most evenly; ',' where none parts them.

    >>> sniff_delimiter("STT;Tên;Số tiền\n1;A;1.234,5\n2;B;2,5\n")
    ';'
    """
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        counts: Counter[int] = Counter()
        try:
            for number, record in enumerate(csv.reader(io.StringIO(sample), delimiter=delimiter)):
                if number >= _SAMPLE_RECORDS:
                    break
                if any(record):
                    counts[len(record)] += 1
        except csv.Error:
            counts = Counter(len(line.split(delimiter)) for line in sample.splitlines()[:_SAMPLE_RECORDS] if line)
        del counts[1]
        if not counts:
            continue
        width, times = counts.most_common(1)[0]
        score = (times, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _decode(source_name: str, data: bytes, found: CsvRows) -> str:
    if not data.strip(b" \t\r\n\f\v\x00\xef\xbb\xbf\xff\xfe"):
        problem = "the file is empty (0 bytes)" if not data else f"the file holds only blanks ({len(data)} bytes)"
        raise SourceRejected(source_name, problem, "check the file at its sender and send it again")
    encoding = ""
    for mark, name in _MARKS:
        if data.startswith(mark):
            encoding, data = name, data[len(mark) :]
            break
    encoding = encoding or _bare_utf16(data)
    if not encoding or encoding == "utf-8":
        text = _decode_bytes(source_name, data, found)
    else:
        text = data.decode(encoding, "replace")
        found.notes.append(f"read as {encoding.upper()}")
    nul = text.count("\0")
    if nul > _MOST_NUL * len(text):
        raise SourceRejected(source_name, f"the file holds {nul} NUL bytes: it is binary, no text", _SAVE)
    return unicodedata.normalize("NFC", text.replace("\0", _NUL_SHOWN) if nul else text)


def _bare_utf16(data: bytes) -> str:
    """UTF-16 without a byte order mark, told by where its zero bytes stand; '' where it is none."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > max(4 * min(even, odd), len(head) // 5):
        return "utf-16-be" if even > odd else "utf-16-le"
    return ""


def _decode_bytes(source_name: str, data: bytes, found: CsvRows) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and error.reason == "unexpected end of data":
            found.notes.append("the file ends in the middle of a character")
            return data[: error.start].decode("utf-8")
        broken = error
    # Bytes of TCVN3 and VNI stand for Latin letters until the sheet as a whole is decoded.
    western = data.decode("cp1252", "replace")
    if detect_legacy(western[:_SAMPLE].splitlines()) in {"TCVN3", "VNI"}:
        return western
    vietnamese = data.decode("cp1258", "replace")
    if len(_COMBINING.findall(vietnamese)) * 200 > len(vietnamese) and vietnamese.count("\ufffd") * 1000 < len(
        vietnamese
    ):
        found.notes.append("read as Windows-1258")
        return vietnamese
    line = data.count(b"\n", 0, broken.start) + 1
    problem = f"not valid UTF-8: byte 0x{data[broken.start]:02x} at offset {broken.start} (line {line})"
    raise SourceRejected(source_name, problem, _SAVE)


def _parse(text: str, delimiter: str, found: CsvRows, first_line: int, *, quoted: bool) -> None:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    start = 0
    for record in _records(reader, quoted=quoted):
        found.rows.append([value or None for value in record])
        found.lines.append(first_line + start)
        start = reader.line_num
    while found.rows and not any(found.rows[-1]):
        found.rows.pop()
        found.lines.pop()


def _records(reader: Iterator[list[str]], *, quoted: bool) -> Iterator[list[str]]:
    for record in reader:
        # A quote that is never closed swallows the rest of the file.
        if quoted and any(len(value) > _LONGEST_FIELD for value in record):
            raise csv.Error("field too long")
        yield record


def _level(found: CsvRows, width: int) -> None:
    """Fill up short records, and say which have more fields than the others."""
    counts = Counter(len(row) for row in found.rows if any(row))
    usual = counts.most_common(1)[0][0] if counts else 0
    ragged = [number for number, row in enumerate(found.rows) if len(row) != usual and len(row) > 1]
    if ragged and len(ragged) * 10 <= len(found.rows):
        lines = [str(found.lines[number]) for number in ragged]
        text = f"Bản ghi có số ô khác {usual} ô của bảng, ở dòng {_named(lines)}."
        place = Place(line_start=found.lines[ragged[0]], line_end=found.lines[ragged[0]])
        found.remarks.append(Remark(RemarkKind.DOUBTFUL_CELLS, place, text))
    for row in found.rows:
        if len(row) < width:
            row.extend([None] * (width - len(row)))


def _report_nul(found: CsvRows) -> None:
    cells = [
        cell_name(row, column)
        for row, values in enumerate(found.rows)
        for column, value in enumerate(values)
        if isinstance(value, str) and _NUL_SHOWN in value
    ]
    if cells:
        text = f"Ô có ký tự không đọc được (NUL), thay bằng “{_NUL_SHOWN}”: {_named(cells)}."
        found.remarks.append(Remark(RemarkKind.DOUBTFUL_CELLS, Place(cell=cells[0]), text))


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" và {more} nơi khác" if more > 0 else "")
