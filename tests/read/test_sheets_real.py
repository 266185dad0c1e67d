"""Real spreadsheets of other provinces: everything that their ``expected.json`` says of them holds."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from pipelines.interpret.appendices import find_appendices
from pipelines.interpret.arithmetic_tables import check_tables
from pipelines.interpret.captions import find_caption
from pipelines.interpret.findings_parts import find_larger_parts
from pipelines.interpret.leftovers import describe_cells, describe_table
from pipelines.interpret.records import Record
from pipelines.interpret.rows import PrintedTable, open_table
from pipelines.read.formats import detect_format
from pipelines.read.model import Document, RemarkKind, Table
from pipelines.read.sheets import read_sheets
from pipelines.read.workbook import read_workbook
from tests.shared_inputs import shared_folder

CANGIO = "cangio_mau21_dutoan2006_vni.xls"
FDI = "fdi_dong_nam_bo_2005_tcvn3.xls"
DONDUONG = "donduong_bieu07_chi_tieu_xa_2020.xlsx"
LAOCAI = "laocai_giay_phep_khai_thac_2025.csv"


@cache
def document(name: str) -> Document:
    data = shared_folder("real-files").joinpath(name).read_bytes()
    return read_sheets(read_workbook(name, "0" * 64, data, detect_format(name, data)))


def expected(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(shared_folder("real-files").joinpath(f"{name}.expected.json").read_text("utf-8"))
    return facts


def tables(name: str) -> list[Table]:
    return list(document(name).tables())


def opened(name: str) -> list[PrintedTable]:
    found = document(name)
    appendices = find_appendices(found)
    return [
        open_table(
            block,
            number,
            next((a for a in appendices if a.spans(found.blocks.index(block))), None),
            find_caption(found.blocks, found.blocks.index(block)),
        )
        for number, block in enumerate(found.tables(), 1)
    ]


def by_cell(records: Sequence[Record]) -> dict[object, Record]:
    return {record["source_cell"]: record for record in records}


def test_a_budget_form_in_vni() -> None:
    facts = expected(CANGIO)
    (table,) = tables(CANGIO)

    assert len(table.rows) == facts["label_rows"]
    assert sum(row.cells[2].value is not None for row in table.rows) == facts["rows_with_a_value"]
    by_row = {int(str(row.place.cell).partition(":")[0][1:]): row for row in table.rows}
    for fact in facts["rows"]:
        stt, label, value = by_row[fact["row"]].cells
        assert (stt.text or None, label.text, value.value) == (fact["stt"], fact["label"], fact["value"])
    texts = [block.text for block in document(CANGIO).paragraphs()]
    assert facts["title"] in texts
    assert any(facts["form"] in text for text in texts)
    assert [remark.kind for remark in document(CANGIO).remarks] == [
        RemarkKind.LEGACY_ENCODING,
        RemarkKind.UNIT_CONFLICT,
    ]


def test_contradicting_units_choose_none_and_sums_of_groups_are_checked() -> None:
    (printed,) = opened(CANGIO)

    table = describe_table(printed)
    assert (table["table_kind"], table["unit_text"]) == ("other", None)
    assert (table["data_row_count"], table["group_row_count"], table["total_row_count"]) == (14, 3, 0)
    cells = by_cell(describe_cells(printed))
    assert (cells["C16"]["row_kind"], cells["C16"]["value_number"]) == ("group", 103660200)
    assert "C14" not in cells
    stated = {check.stated for check in check_tables([printed]) if check.holds}
    assert {fact["value"] for fact in expected(CANGIO)["identities_that_hold"] if fact["row"] in {"B", "C"}} <= stated


def test_four_tables_under_each_other_in_tcvn3() -> None:
    facts = expected(FDI)["tables"]
    printed = opened(FDI)

    assert len(printed) == len(facts)
    for table, fact in zip(printed, facts, strict=True):
        described = describe_table(table)
        assert table.table.header_place.cell == f"A{fact['header_row']}:F{fact['header_row']}"
        assert described["header_row_count"] == 1
        is_grouped = fact["n"] == 3
        assert described["group_row_count"] == (3 if is_grouped else 0)
        assert described["data_row_count"] == (expected(FDI)["leaf_rows_by_sector"] if is_grouped else fact["n"])
        assert described["total_row_count"] == 1
        cells = by_cell(describe_cells(table))
        for letter, total in fact["printed_totals"].items():
            cell = cells[f"{letter}{fact['total_row']}"]
            assert (cell["row_kind"], cell["value_number"]) == ("total", total)
        totals = [check for check in check_tables([table]) if "dòng tổng" in check.description]
        assert {check.stated for check in totals} == set(fact["sums"].values())
        assert all(check.holds for check in totals)


def test_cells_of_the_four_tables() -> None:
    cells = by_cell([cell for table in opened(FDI) for cell in describe_cells(table)])

    for fact in expected(FDI)["cells"]:
        found, value = cells[fact["cell"]], fact["value"]
        if isinstance(value, str):
            assert found["value_text"] == value.partition(" (")[0].replace("Ấn Độ", "ấn Độ")
        else:
            assert found["value_number"] == value
    titles = [describe_table(table)["title"] for table in opened(FDI)]
    assert [str(title).casefold() for title in titles] == [
        f"đầu tư nước ngoài của vùng đông nam bộ theo {by} 1988-2005" for by in ("ngành", "htđt", "địa phương", "nước")
    ]


def test_statutory_capital_larger_than_the_capital_is_told_once() -> None:
    (told,) = [finding for table in opened(FDI) for finding in find_larger_parts(table)]
    assert (told.place.cell, told.value_text) == ("E106", "1.009.979")
    assert "Guinea Bissau" in told.description
    assert "709.979" in told.description


def test_a_header_of_three_levels_over_eleven_areas() -> None:
    facts = expected(DONDUONG)
    (table,) = tables(DONDUONG)
    (printed,) = opened(DONDUONG)

    assert (table.header_row_count, table.header_place.cell) == (3, "A4:BF6")
    described = describe_table(printed)
    assert (described["data_row_count"], described["group_row_count"]) == (facts["data_rows"], 0)
    assert (table.rows[0].place.cell, table.rows[-1].place.cell) == ("A8:BF8", "A232:BF232")
    areas: dict[str, int] = {}
    for column in table.columns[3:]:
        areas[column.partition(" / ")[0]] = areas.get(column.partition(" / ")[0], 0) + 1
    assert areas == dict.fromkeys(facts["area_blocks"], facts["columns_per_block"])
    assert sum(not row.cells[2].text for row in table.rows) == facts["rows_without_unit"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("TH2019", ("TH2019", "TH 2019")),
        ("KH2020", ("KH2020", "KH 2020")),
        ("UTH2020", ("ƯTH2020", "ƯTH 2020")),
        ("ratio_1", ("ƯTH2020/ƯTH2019",)),
        ("ratio_2", ("ƯKH2020/ƯKh2019", "ƯKH2020/KH2020")),
    ],
)
def test_cells_under_the_three_levels(name: str, words: tuple[str, ...]) -> None:
    (printed,) = opened(DONDUONG)
    records = describe_cells(printed)

    checked = 0
    for fact in expected(DONDUONG)["cells"]:
        if name not in fact:
            continue
        (cell,) = [
            record
            for record in records
            if fact["area"] in str(record["column_name"]).partition(" / ")[0]
            and str(record["column_name"]).rpartition(" / ")[2] in words
            and record["row_no"] == fact["row"] - 7
        ]
        assert cell["value_number"] == Decimal(str(fact[name]))
        checked += 1
    assert checked > 0


def test_a_register_as_csv() -> None:
    facts = expected(LAOCAI)
    (table,) = tables(LAOCAI)

    assert list(table.columns) == facts["columns"]
    assert len(table.rows) == facts["records"]
    assert document(LAOCAI).blocks[-1].place.line_end is not None
    at = {name: index for index, name in enumerate(table.columns)}
    assert sum(not row.cells[at["TT"]].text for row in table.rows) == facts["records_without_TT"]
    sums: dict[str, Decimal] = {}
    odd = []
    for row in table.rows:
        area, region = row.cells[at["Dien_tich_ha"]], row.cells[at["Vung"]].text
        if isinstance(area.value, Decimal):
            sums[region] = sums.get(region, Decimal(0)) + area.value
        elif area.text:
            odd.append({"TT": row.cells[at["TT"]].text, "text": area.text})
    assert sums == {region: Decimal(str(total)) for region, total in facts["area_sum_ha"].items()}
    assert odd == facts["non_numeric_area"]
    for fact in facts["rows"]:
        (row,) = [
            row
            for row in table.rows
            if all(
                row.cells[at[name]].text == fact.get(name, row.cells[at[name]].text) for name in ("TT", "Vung", "So_GP")
            )
        ]
        for name, value in fact.items():
            cell = row.cells[at[name]]
            is_text = isinstance(value, str) and not name.startswith("Ngay")
            assert (cell.text if is_text else str(cell.value)) == str(value)
    described = describe_table(opened(LAOCAI)[0])
    assert (described["data_row_count"], described["group_row_count"], described["total_row_count"]) == (208, 0, 0)
