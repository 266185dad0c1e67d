"""Reading and interpreting takes time in proportion to the length of a text, whatever stands in it.

Processor time of two lengths of one kind of text is set against one another. The bounds leave room for a loaded machine; what
grows with the square of the length is over them by far.
"""

import hashlib
import time
from collections.abc import Callable

import pytest

from pipelines.orchestrate.steps import read_records
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.lengthen import lengthen

_HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH AN HÒA\nSố: 12/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "An Hòa, ngày 12 tháng 3 năm 2024\nKẾ HOẠCH\nChuyển đổi số năm 2024\n\n"
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau đây để các sở, ban, ngành thực hiện.\n"
)
_SENTENCE = "Đến cuối năm 2024 tỷ lệ hồ sơ trực tuyến đạt 70% theo Quyết định số 12/QĐ-UBND ngày 03/4/2023 và kinh phí 2,5 tỷ đồng "
_TABLE = (
    "PHỤ LỤC I\nDANH MỤC CHỈ TIÊU\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 12/3/2024 của UBND tỉnh)\n"
    "STT\nChỉ tiêu\nĐơn vị tính\nChỉ tiêu năm 2024\nCơ quan chủ trì\n"
)
_FACTOR = 8
# Twice the ratio of the lengths, for the pauses of a machine; the square of it would be 64.
_MOST = 2 * _FACTOR
# Shorter than this nothing can be told.
_SHORTEST = 0.02


def _numbers(count: int) -> str:
    return "1.\n" * count


def _roman(count: int) -> str:
    return "I\n" * count


def _one_line(count: int) -> str:
    return _SENTENCE * (count // 10) + "\n"


def _one_word(count: int) -> str:
    return "a" * (100 * count) + "\n"


def _digits_with_slashes(count: int) -> str:
    return "1/" * (2 * count) + "\n"


def _one_paragraph(count: int) -> str:
    return f"{_SENTENCE.strip()}\n" * (count // 10)


def _counted_list(count: int) -> str:
    return "".join(f"{number}. Nhiệm vụ thứ {number}\n" for number in range(1, count + 1))


def _footnotes(count: int) -> str:
    marks = "".join(f"chữ{number % 900 + 1} và\n" for number in range(count))
    return f"{marks}\f" + "".join(f"{number % 900 + 1} Quyết định số {number}/QĐ-UBND\n" for number in range(count))


def _footnotes_without_marks(count: int) -> str:
    return "chữ và\n" * count + "\f" + "".join(f"{number % 900 + 1} Theo số liệu\n" for number in range(count))


def _table(count: int) -> str:
    rows = (f"{number}\nTỷ lệ hồ sơ thứ {number}\n%\n{number % 100}\nSở Nội vụ\n" for number in range(1, count // 2))
    return _TABLE + "".join(rows)


def _row_over_pages(count: int) -> str:
    pages = (f"\f nội dung của nhiệm vụ này còn được nói tiếp ở trang {page}\n" for page in range(count // 4))
    return f"{_TABLE}1\nTỷ lệ hồ sơ\n%\n70\nSở Nội vụ\n2\nTỷ lệ báo cáo\n" + "".join(pages)


def _bars_without_a_header(count: int) -> str:
    return "| alpha | beta | gamma |\n" * (count // 2)


def _table_between_bars(count: int) -> str:
    rows = (f"| {number} | Xã thứ {number} | {number}.000 | |\n" for number in range(1, count // 2))
    return "PHỤ LỤC I\nPHÂN BỔ KINH PHÍ\nĐơn vị tính: đồng\n| STT | Đơn vị | Số tiền | Ghi chú |\n" + "".join(rows)


def _fields_without_a_header(count: int) -> str:
    return "".join(f"Xã thứ {number}      {number}.000      {number}.100\n" for number in range(1, count // 2))


def _header_over_every_row(count: int) -> str:
    return "Lĩnh vực      Tiếp nhận      Đúng hạn\nĐất đai      1.204      980\n" * (count // 4)


def _table_of_figures(count: int) -> str:
    return f"Đơn vị      Tiếp nhận      Đúng hạn\n{_fields_without_a_header(count)}"


def _numbered_table_of_figures(count: int) -> str:
    rows = (f"{number:<6}Xã thứ {number:<6}    {number}.000    {number}.100\n" for number in range(1, count // 2))
    return "TT    Tên xã           Tiếp nhận  Đúng hạn\n" + "".join(rows)


def _deadlines(count: int) -> str:
    return "Rà soát danh mục số liệu. Hoàn thành trước 30/6/2024. " * (count // 2) + "\n"


def _promises_beside_a_table(count: int) -> str:
    return "- Sở Nội vụ trình quy chế trước ngày 30/6/2024.\n" * (count // 2) + _table_between_bars(count)


def _seconds(text: str) -> float:
    data = text.encode()
    start = time.process_time()
    # As a run reads: where Python looks for cycles meanwhile, what else the process holds counts too.
    read_records("long.txt", hashlib.sha256(data).hexdigest(), data)
    return time.process_time() - start


def _assert_in_proportion(short: str, long: str) -> None:
    """Assert that the time grows as the text does; a slow moment is measured again."""
    ratios = []
    for _ in range(2):
        low = max(min(_seconds(short), _seconds(short)), _SHORTEST)
        ratios.append(_seconds(long) / low)
        if ratios[-1] <= _MOST:
            return
    pytest.fail(f"{len(short):,} to {len(long):,} characters take {ratios} times as long")


@pytest.mark.parametrize("name", sorted(path.stem for path in DEFINITIONS.glob("*.yml")))
def test_a_sample_made_long(name: str) -> None:
    definition = load_definition(DEFINITIONS / f"{name}.yml")
    short, long = (lengthen(name, definition, size) for size in (100_000, 100_000 * _FACTOR))
    assert len(long) > 7 * len(short)
    _assert_in_proportion(short, long)


@pytest.mark.parametrize(
    "make",
    [
        _numbers,
        _roman,
        _one_line,
        _one_word,
        _digits_with_slashes,
        _one_paragraph,
        _counted_list,
        _footnotes,
        _footnotes_without_marks,
        _table,
        _row_over_pages,
        _bars_without_a_header,
        _table_between_bars,
        _fields_without_a_header,
        _header_over_every_row,
        _table_of_figures,
        _numbered_table_of_figures,
        _deadlines,
        _promises_beside_a_table,
    ],
)
def test_one_kind_of_line_over_and_over(make: Callable[[int], str]) -> None:
    _assert_in_proportion(_HEAD + make(1_500), _HEAD + make(1_500 * _FACTOR))
