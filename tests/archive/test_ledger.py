import json
from pathlib import Path

import pytest

from pipelines.archive.ledger import Receipt, append_receipts, current_receipts, ledger_path, read_ledger
from pipelines.settings import Home


def _receipt(number: int, name: str = "plan.txt", sha256: str = "a" * 64) -> Receipt:
    return Receipt(number, name, sha256, 10, "text/plain", "2024-01-31T08:00:00+00:00", "inbox")


def test_what_is_appended_is_read_back_in_order(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert read_ledger(home) == []
    append_receipts(home, [_receipt(1), _receipt(2, "kế hoạch.txt")])
    append_receipts(home, [_receipt(3)])
    assert read_ledger(home) == [_receipt(1), _receipt(2, "kế hoạch.txt"), _receipt(3)]
    assert "kế hoạch.txt" in ledger_path(home).read_text(encoding="utf-8"), "people read the ledger too"


@pytest.mark.parametrize("kept_bytes", [1, 20, -1])
def test_torn_last_line_is_left_out_and_then_repaired(tmp_path: Path, kept_bytes: int) -> None:
    home = Home(tmp_path)
    append_receipts(home, [_receipt(1), _receipt(2)])
    path = ledger_path(home)
    first, second, _ = path.read_bytes().split(b"\n")
    path.write_bytes(first + b"\n" + second[:kept_bytes])
    assert read_ledger(home) == [_receipt(1)]
    append_receipts(home, [_receipt(2, "other.txt")])
    assert read_ledger(home) == [_receipt(1), _receipt(2, "other.txt")]
    assert len(path.read_bytes().splitlines()) == 2


def test_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    append_receipts(home, [_receipt(1), _receipt(2)])
    path = ledger_path(home)
    path.write_bytes(b'{"received_no": 1}\n' + path.read_bytes())
    with pytest.raises(ValueError, match=r"ledger\.jsonl, line 1"):
        read_ledger(home)


def test_current_receipts_are_the_last_of_each_name() -> None:
    receipts = [_receipt(1, "a", "1" * 64), _receipt(2, "b", "2" * 64), _receipt(3, "a", "3" * 64)]
    assert [receipt.received_no for receipt in current_receipts(receipts)] == [2, 3]


def test_a_line_holds_exactly_the_columns_that_the_warehouse_loads(tmp_path: Path) -> None:
    from pipelines.load.tables import raw_columns

    home = Home(tmp_path)
    append_receipts(home, [_receipt(1)])
    line = json.loads(ledger_path(home).read_bytes())
    assert set(line) == set(raw_columns("sources"))
