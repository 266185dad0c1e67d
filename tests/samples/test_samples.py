"""The samples say what their definitions say, and are set and dumped as the received documents are."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.build import DEFINITIONS, GOLDEN, SAMPLES, Sample, all_samples, load_definition, sample_files
from tests.samples.layout import DOUBLE, SINGLE, Composer, Grid, GridStyle, Spacing, linearise, wrap
from tests.samples.reflow import reflow

PLAIN = GridStyle(centred=frozenset({0}))
GRID = Grid(
    ("TT", "Chỉ tiêu", "Kết quả", "Ghi chú"),
    (
        ("1", "Máy tính có bản quyền", "80%", "8/10"),
        ("2", "Tỷ lệ hồ sơ nộp trực tuyến", "70%", "7/10"),
        ("3", "Tỷ lệ hồ sơ nộp trực tuyến ở cấp xã trong năm", "60%", "số liệu của sở"),
    ),
)
WIDTHS = (3, 22, 8, 20)


def dump_grid(grid: Grid, spacing: Spacing, page_lines: int, style: GridStyle = PLAIN) -> list[str]:
    composer = Composer(spacing, 60, page_lines, seed=1)
    composer.table(grid, WIDTHS, style)
    return [re.sub(r"(?<=\S) +", " ", line.rstrip()) for line in composer.dump().lines]


def test_data_samples_hold_what_the_definitions_build() -> None:
    built = {path: content for sample in all_samples() for path, content in sample_files(sample).items()}
    present = {
        path for folder in (SAMPLES, GOLDEN) for path in folder.rglob("*") if path.is_file() and path.suffix != ".xlsx"
    }
    assert present == set(built), "run python -m tests.samples.build and remove what no definition builds"
    for path, content in built.items():
        assert path.read_text(encoding="utf-8") == content, f"{path} is stale: run python -m tests.samples.build"


def test_one_printed_sum_is_rounded_and_every_other_adds_up() -> None:
    failing = [check for sample in all_samples() for check in sample.facts["checks"] if check["holds"] == "no"]
    assert [(check["left"], check["right"]) for check in failing] == [(Decimal("15185.8"), Decimal("15186"))]


def test_number_and_wrapped_name_break_as_vertical_centring_makes_them() -> None:
    assert dump_grid(GRID, DOUBLE, 40) == [
        " TT Chỉ tiêu Kết quả Ghi chú",
        "",
        "1 Máy tính có bản quyền 80% 8/10",
        "",
        "2",
        "Tỷ lệ hồ sơ nộp trực",
        "",
        "tuyến",
        "70% 7/10",
        "",
        "3",
        "",
        "Tỷ lệ hồ sơ nộp trực",
        "",
        "tuyến ở cấp xã trong",
        "",
        "năm",
        "",
        "60% số liệu của sở",
    ]


def test_single_spacing_keeps_the_lines_of_a_cell_together() -> None:
    assert dump_grid(GRID, SINGLE, 40)[4:8] == ["2", "Tỷ lệ hồ sơ nộp trực", "tuyến", ""]


def test_row_cut_by_a_page_goes_on_cell_by_cell_after_the_header() -> None:
    grid = Grid(GRID.header, (("1", "a1 " * 7 + "a2 a3", "10%", "n1 " * 7 + "n2 n3 n4 n5"),))
    lines = [line for line in dump_grid(grid, DOUBLE, 3, GridStyle(header="repeat", centred=frozenset({0}))) if line]
    assert lines == [
        " TT Chỉ tiêu Kết quả Ghi chú",
        "1 a1 a1 a1 a1 a1 a1 a1 10% n1 n1 n1 n1 n1 n1 n1",
        " TT Chỉ tiêu Kết quả Ghi chú",
        "a2 a3 n2 n3 n4 n5",
    ]


def test_header_after_a_page_break_is_absent_or_cut_where_the_style_says_so() -> None:
    absent = dump_grid(GRID, DOUBLE, 4, GridStyle(header="none", centred=frozenset({0})))
    assert sum("Chỉ tiêu" in line for line in absent) == 1
    cut = dump_grid(GRID, DOUBLE, 4, GridStyle(header="cut", centred=frozenset({0})))
    pages = [line for line in cut if line.startswith(" ")]
    assert pages == [" TT Chỉ tiêu Kết quả Ghi chú"] + [" TT Chỉ tiêu Kết quả"] * (len(pages) - 1)
    assert len(pages) > 1


def test_blank_line_before_a_page_never_stands() -> None:
    lines = dump_grid(GRID, DOUBLE, 4)
    opened = [number for number, line in enumerate(lines) if line.startswith(" ") and number]
    assert opened
    assert all(lines[number - 1] for number in opened)


cells = st.text(alphabet="abcđ ếN-,1", max_size=60)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8),
    st.integers(3, 20),
    st.integers(0, 99),
    st.booleans(),
)
def test_linearising_loses_and_adds_no_word(
    rows: list[tuple[str, str, str]], page_rows: int, seed: int, double_spaced: bool
) -> None:
    grid = Grid(("Tiêuđề", "", ""), tuple(rows))
    lines = linearise(grid, (9, 14, 11), page_rows, seed, double_spaced)
    dumped = Counter(word for line in lines for word in line.split() if word != "Tiêuđề")
    printed = Counter(
        word
        for row in rows
        for text, width in zip(row, (9, 14, 11), strict=True)
        for line in wrap(text, width)
        for word in line.split()
    )
    assert dumped == printed


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.yml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [1, 2])
def test_reflowed_sample_states_the_same_facts(path: object, seed: int) -> None:
    definition = load_definition(DEFINITIONS / str(path).rsplit("/", 1)[-1])
    first, second = reflow("sample", definition, seed), reflow("sample", definition, seed + 50)
    assert first.text != second.text
    stated = {name: rows for name, rows in first.facts.items() if name != "pages"}
    for name, rows in stated.items():
        assert len(rows) == len(second.facts[name])
        for left, right in zip(rows, second.facts[name], strict=True):
            assert {k: _letters(v) for k, v in left.items() if k != "line_no"} == {
                k: _letters(v) for k, v in right.items() if k != "line_no"
            }


def _letters(value: object) -> str:
    return "".join(str(value).split())


@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: sample.doc_id)
def test_golden_line_numbers_are_those_of_the_printed_row_numbers(sample: Sample) -> None:
    lines = sample.text.split("\n")
    rows = [(row["row_no"], row["line_no"]) for row in sample.facts["indicators"] if row.get("row_no")]
    rows += [(row["code"], row["line_no"]) for row in sample.facts["projects"]]
    rows += [(section["number"], section["line_no"]) for section in sample.facts["sections"] if section["number"]]
    assert rows
    for number, line_no in rows:
        assert lines[line_no - 1].lstrip().startswith(f"{number}"), f"line {line_no} does not start with {number}"
