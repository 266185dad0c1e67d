"""What the cells of a return say of each other: ratios, sums, money against money, results against targets, repeated rows.

Whole columns at a time; a rule is asked only where every cell that it needs holds a value. Other sources are dbt's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.interpret.records import Record
from pipelines.interpret.returns.cells import number_texts, plain_numbers
from pipelines.interpret.returns.declarations import Field
from pipelines.interpret.returns.rules import quoted, return_rules
from pipelines.read.workbook_model import cell_name
from pipelines.validate.returns_issues import Issues, Mask, ReturnRows, Rows, mask_of, quote

_MOST_DECIMALS = 6
_TINY = 1e-9
_SHOWN_DECIMALS = 2
_SHOWN_ROWS = 5
_UPPER_LIMITS = r"(?i)^\s*(?:<|≤|=<|dưới|không quá|tối đa|không vượt|giảm)"
Numbers = NDArray[np.float64]


def check_rows(issues: Issues) -> None:
    """Hold the cells of every row against each other."""
    with np.errstate(invalid="ignore", divide="ignore"):
        for field in issues.rows.kind.fields:
            if field.ratio_of is not None and all(issues.rows.has(name) for name in (field.name, *field.ratio_of)):
                _check_ratio(issues, field, *field.ratio_of)
        for check in (_check_target, _check_money, _check_rate, _check_progress):
            check(issues)


def row_keys(rows: ReturnRows) -> pa.Array:
    """The key of every row: its code, else its name, and what else tells rows apart; null where it has neither."""
    codes = [each for each in rows.kind.fields if each.key and each.name.endswith("_code")]
    labels = [each for each in rows.kind.fields if each.key and each.type == "text" and each not in codes]
    others = [each for each in rows.kind.fields if each.key and each not in codes and each not in labels]
    subject = pc.coalesce(*(rows.table[each.name].combine_chunks() for each in (*codes, *labels)))
    for each in others:
        part = rows.table[each.name].combine_chunks()
        subject = pc.binary_join_element_wise(subject, pc.fill_null(pc.binary_join_element_wise("/", part, ""), ""), "")
    return subject


def check_repeated(issues: Issues, keys: pa.Array) -> None:
    """Set aside rows that report the same thing differently; of rows that are alike in every cell the first one stays."""
    folded = pc.utf8_lower(keys)
    counted = folded.value_counts()
    often = counted.filter(pc.greater(counted.field("counts"), 1)).field("values")
    repeated = mask_of(pc.and_(folded.is_valid(), pc.is_in(folded, often)))
    at = np.flatnonzero(repeated)
    rows = issues.rows
    label = next(each for each in rows.kind.fields if each.key and each.required)
    places: dict[str, list[int]] = {}
    for key, position in zip(folded.take(pa.array(at)).to_pylist(), at.tolist(), strict=True):
        places.setdefault(key, []).append(position)
    numbers, broken = np.full(rows.count, None, dtype=object), repeated.copy()
    sheet_rows = rows.table["sheet_row"].to_numpy()
    compared = [each.text_column or each.name for each in rows.kind.fields if each.name != "row_no"]
    for positions in places.values():
        shown = ", ".join(str(sheet_rows[position]) for position in positions[:_SHOWN_ROWS])
        numbers[positions] = shown + (" ..." if len(positions) > _SHOWN_ROWS else "")
        same = rows.table.select(compared).take(positions).to_pylist()
        if all(row == same[0] for row in same):
            broken[positions[0]] = False
    issues.add("row_repeated", broken, label, expected=pa.array(numbers, pa.string()))


def check_totals(rows: ReturnRows, totals: Sequence[Mapping[str, Any]]) -> list[Record]:
    """Remarks on the printed totals that the rows of their sheet do not add up to, to the digits that are printed."""
    remarks: list[Record] = []
    for total in totals:
        field = rows.kind.field(total["field"])
        here = mask_of(pc.equal(rows.table["source_sheet"], total["sheet"]))
        values = rows.values(field.name)[here]
        scale = rows.columns[total["sheet"]][field.name]["scale"]
        added = float(np.nansum(values))
        terms = np.append(values[~np.isnan(values)], total["value"]) / scale
        digits = _decimals(terms)
        # Every printed figure may be off by half of its last digit; whole figures are taken to be exact.
        slack = float(np.sum(np.where(digits > 0, 0.5 * 10.0**-digits, 0.0))) * scale
        if abs(added - total["value"]) <= slack + _TINY * max(abs(added), 1):
            continue
        shown = number_texts(np.array([added / scale]))[0].as_py()
        message = return_rules()["total_differs"].message
        remarks.append(
            {
                "rule": "total_differs",
                "source_sheet": total["sheet"],
                "source_cell": total["cell"],
                "message": message.format(heading=f"“{field.heading}”", value=quoted(total["text"]), expected=shown),
                "value_text": total["text"],
            }
        )
    return remarks


def _check_ratio(issues: Issues, field: Field, over: str, under: str) -> None:
    rows = issues.rows
    value, numerator, denominator = rows.values(field.name), rows.values(over), rows.values(under)
    percent = np.ones(rows.count, dtype=bool)
    if field.unit_from is not None:
        percent = mask_of(pc.equal(rows.table[field.unit_from], "percent"))
        # Without a unit of its own a row with a numerator and a denominator states a percentage or nothing that can be checked.
    issues.add("denominator_zero", denominator == 0, rows.kind.field(under))
    whole = rows.kind.field(over)
    issues.add("part_exceeds_whole", percent & (numerator > denominator), whole, expected=_quoted(rows, under))
    one = rows.given(over) ^ rows.given(under)
    issues.add("ratio_incomplete", one & percent & ~np.isnan(value), field)
    computed = np.where(denominator > 0, 100 * numerator / denominator, np.nan)
    differs = percent & _differs(value, computed)

    def parts(at: Rows) -> pa.Array:
        return pc.binary_join_element_wise(rows.texts(over).take(at), rows.texts(under).take(at), "/")

    issues.add("ratio_differs", differs, field, parts=parts, expected=_rounded(computed))


def _check_target(issues: Issues) -> None:
    rows = issues.rows
    if not all(rows.has(name) for name in ("result_value", "target_value")):
        return
    result, target = rows.values("result_value"), rows.values("target_value")
    upward = ~mask_of(pc.match_substring_regex(rows.texts("target_value"), _UPPER_LIMITS))
    ranked = mask_of(pc.equal(rows.table["unit"], "rank"))
    silent = ~rows.given("explanation")
    field = rows.kind.field("result_value")
    example = rows.kind.field("explanation").example
    missed = upward & ~ranked & (result < target) & silent
    issues.add("below_target", missed, field, expected=_quoted(rows, "target_value"), example=f"“{example}”")


def _check_money(issues: Issues) -> None:
    rows, kind = issues.rows, issues.rows.kind
    if not rows.has("disbursed_to_date_vnd"):
        return
    to_date = rows.values("disbursed_to_date_vnd")
    field = kind.field("disbursed_to_date_vnd")
    if rows.has("disbursed_period_vnd"):
        broken = rows.values("disbursed_period_vnd") > to_date + _TINY
        issues.add(
            "period_exceeds_total", broken, kind.field("disbursed_period_vnd"), expected=_quoted(rows, field.name)
        )
    granted = _granted(rows)
    if granted is not None:
        shown = quote(rows.texts("appropriated_vnd"))
        if rows.has("adjusted_vnd"):
            adjusted = pc.fill_null(rows.texts("adjusted_vnd"), "0")
            shown = pc.binary_join_element_wise(shown, quote(adjusted), " cộng điều chỉnh ")
            negative = granted < -_TINY
            issues.add(
                "adjusted_below_zero",
                negative,
                kind.field("adjusted_vnd"),
                expected=_quoted(rows, "appropriated_vnd"),
            )
        issues.add("exceeds_appropriation", (to_date > granted + 1) & (granted >= 0), field, expected=shown)
    if rows.has("contract_value_vnd"):
        over = to_date > rows.values("contract_value_vnd") + 1
        issues.add("exceeds_contract", over, field, expected=_quoted(rows, "contract_value_vnd"))


def _check_rate(issues: Issues) -> None:
    rows = issues.rows
    granted = _granted(rows)
    names = [each.name for each in rows.kind.fields]
    if (
        granted is None
        or "disbursed_pct" not in names
        or not rows.has("disbursed_pct")
        or not rows.has("disbursed_to_date_vnd")
    ):
        return
    computed = np.where(granted > 0, 100 * rows.values("disbursed_to_date_vnd") / granted, np.nan)
    differs = _differs(rows.values("disbursed_pct"), computed)
    issues.add("rate_differs", differs, rows.kind.field("disbursed_pct"), expected=_rounded(computed))


def _check_progress(issues: Issues) -> None:
    rows = issues.rows
    if not all(
        each in {field.name for field in rows.kind.fields} and rows.has(each)
        for each in ("progress_status", "progress_pct")
    ):
        return
    finished = mask_of(pc.equal(rows.table["progress_status"], "completed"))
    incomplete = rows.values("progress_pct") < 100
    issues.add("finished_but_incomplete", finished & incomplete, rows.kind.field("progress_pct"))


def _granted(rows: ReturnRows) -> Numbers | None:
    """What may be spent: the appropriation with its adjustment."""
    if not rows.has("appropriated_vnd"):
        return None
    granted = rows.values("appropriated_vnd")
    if rows.has("adjusted_vnd"):
        granted = granted + np.nan_to_num(rows.values("adjusted_vnd"))
    return granted


def _differs(stated: Numbers, computed: Numbers) -> Mask:
    """Whether a stated percentage is not the computed one to the digits that it is stated with."""
    return np.abs(stated - computed) > 0.5 * 10.0 ** -_decimals(stated) + _TINY


def _decimals(values: Numbers) -> Numbers:
    """How many decimals numbers are written with, at most as many as anybody prints."""
    printed = plain_numbers(values)
    after = pc.utf8_length(pc.replace_substring_regex(printed, r"^[^.]*\.?", ""))
    counted = np.asarray(pc.fill_null(after, 0), dtype=np.float64)
    return np.minimum(counted, float(_MOST_DECIMALS))


def _rounded(values: Numbers) -> Callable[[Rows], pa.Array]:
    return lambda at: number_texts(np.round(values[at], _SHOWN_DECIMALS))


def _quoted(rows: ReturnRows, name: str) -> Callable[[Rows], pa.Array]:
    return lambda at: quote(rows.texts(name).take(at))


def row_range(rows: ReturnRows) -> pa.Array:
    """The cells of every row from the first column of the return to the last, in A1 notation."""
    first, last = {}, {}
    for sheet, columns in rows.columns.items():
        numbers = [int(column["column"]) for column in columns.values()]
        first[sheet], last[sheet] = cell_name(0, min(numbers))[:-1], cell_name(0, max(numbers))[:-1]
    encoded = rows.table["source_sheet"].combine_chunks().dictionary_encode()
    known = encoded.dictionary.to_pylist()
    number = rows.table["sheet_row"].combine_chunks().cast(pa.string())
    begin = pa.array([first[sheet] for sheet in known], pa.string()).take(encoded.indices)
    end = pa.array([last[sheet] for sheet in known], pa.string()).take(encoded.indices)
    return pc.binary_join_element_wise(begin, number, ":", end, number, "")
