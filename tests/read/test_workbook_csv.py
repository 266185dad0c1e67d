"""CSV files as agencies save them: encodings, marks between fields, quotes, records that are too long or too short."""

import codecs
import unicodedata

import pytest

from pipelines.read.csv_text import read_csv_rows, sniff_delimiter
from pipelines.read.model import RemarkKind, SourceRejected

TEXT = "STT,Tên đơn vị,Số tiền\n1,Sở Kế hoạch và Đầu tư,5\n2,Uỷ ban nhân dân huyện Hòa Bình,6\n"
ROWS = [
    ["STT", "Tên đơn vị", "Số tiền"],
    ["1", "Sở Kế hoạch và Đầu tư", "5"],
    ["2", "Uỷ ban nhân dân huyện Hòa Bình", "6"],
]


def windows_1258(text: str) -> bytes:
    """The text as Windows-1258, which writes the tone of many letters as a mark of its own after them."""
    found = b""
    for letter in text:
        try:
            found += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, marks = unicodedata.normalize("NFD", letter)[0], unicodedata.normalize("NFD", letter)[1:]
            tones = [mark for mark in marks if mark not in "\u0302\u0306\u031b"]
            shape = "".join(mark for mark in marks if mark not in tones)
            found += (unicodedata.normalize("NFC", base + shape) + "".join(tones)).encode("cp1258")
    return found


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        unicodedata.normalize("NFD", TEXT).encode(),
        windows_1258(TEXT),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf8", "bom", "utf16", "utf16be", "utf16-bare", "nfd", "cp1258", "crlf"],
)
def test_encodings(data: bytes) -> None:
    assert read_csv_rows("a.csv", data).rows == ROWS


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_fields_is_found(mark: str) -> None:
    records = [["STT", "Tên; đầy đủ", "Số"], ["1", "A, B | C", "1.234,5"], ["2", "D\tE", "0,5"], ["3", "F", "7,25"]]
    text = "\n".join(mark.join(f'"{field}"' for field in record) for record in records)

    assert sniff_delimiter(text) == mark
    assert read_csv_rows("a.csv", text.encode()).rows == records


def test_a_line_that_names_the_mark_is_believed_and_no_record() -> None:
    found = read_csv_rows("a.csv", b"sep=;\nA;B\n1,5;2,5\n")

    assert found.rows == [["A", "B"], ["1,5", "2,5"]]
    assert found.lines == [2, 3]


def test_line_breaks_inside_quotes_keep_the_record_together() -> None:
    found = read_csv_rows("a.csv", 'TT,Tình trạng\n1,"Dừng\nchờ ""giấy phép"""\n2,Đang làm\n'.encode())

    assert found.rows[1:] == [["1", 'Dừng\nchờ "giấy phép"'], ["2", "Đang làm"]]
    assert found.lines == [1, 2, 4]


def test_nul_bytes_are_reported_and_what_stands_around_them_is_kept() -> None:
    found = read_csv_rows("a.csv", b"TT,Ten,So\n1,A\0B,5\n2,C,6\n")

    assert found.rows[1] == ["1", "A\ufffdB", "5"]
    assert [(remark.kind, remark.place.cell) for remark in found.remarks] == [(RemarkKind.DOUBTFUL_CELLS, "B2")]


def test_records_of_other_lengths_are_filled_up_and_reported() -> None:
    text = "TT,Tên,Số\n" + "".join(f"{i},t{i},{i}\n" for i in range(40)) + "40,a,b,c\n41,x\n"

    found = read_csv_rows("a.csv", text.encode())

    assert {len(row) for row in found.rows} == {4}
    assert found.rows[-1] == ["41", "x", None, None]
    assert len(found.remarks) == 1
    assert "dòng 42, 43" in found.remarks[0].text


def test_a_quote_that_is_never_closed_does_not_swallow_the_file() -> None:
    text = 'TT,Tên,Số\n1,"A,5\n' + "".join(f"{i},ten {i},{i}\n" for i in range(20_000))

    found = read_csv_rows("a.csv", text.encode())

    assert len(found.rows) == 20_002
    assert found.rows[1] == ["1", '"A', "5"]
    assert found.remarks[0].kind is RemarkKind.DOUBTFUL_CELLS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "only blanks"),
        (b"\0" * 500 + b"a" * 700, "NUL"),
        (bytes(range(128, 256)) * 20, "not valid UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SourceRejected, match=reason):
        read_csv_rows("a.csv", data)
