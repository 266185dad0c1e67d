"""What is asked of every single cell of a return: given, of its type and unit, in its range, on its list.

Whole columns at a time, by the declaration of the kind. What cells say of each other is checked in ``returns_rows``.
"""

import numpy as np
import pyarrow.compute as pc

from pipelines.interpret.returns.cells import AMBIGUOUS, IS_NUMBER, IS_WORD, PERCENT_SIGN
from pipelines.interpret.returns.declarations import NUMERIC_TYPES, Field
from pipelines.validate.returns_issues import Issues, Mask, ReturnRows, mask_of

_TYPE_RULES = {
    "number": "number_expected",
    "percent": "percent_expected",
    "money": "money_expected",
    "date": "date_expected",
    "boolean": "not_in_list",
    "period": "period_expected",
}
_NOUNS = {
    "text": "nội dung",
    "number": "một số",
    "percent": "số phần trăm",
    "money": "số tiền",
    "date": "ngày/tháng/năm",
    "choice": "một giá trị trong danh sách",
    "boolean": "Có hoặc Không",
    "period": "một kỳ",
}


def check_cells(issues: Issues) -> None:
    """Hold every cell of the rows against what its column declares."""
    rows = issues.rows
    for field in rows.kind.fields:
        if not rows.has(field.name):
            continue
        given = rows.given(field.name)
        unreadable = mask_of(pc.match_substring(rows.texts(field.name), "\N{REPLACEMENT CHARACTER}"))
        issues.add("text_unreadable", unreadable, field)
        if field.required:
            missing = ~given & rows.on_sheets_with(field.name)
            issues.add("value_missing", missing, field, expected=_NOUNS[field.type])
        if field.required_if is not None:
            _check_condition(issues, field, given)
        if field.type in NUMERIC_TYPES:
            _check_numbers(issues, field, given)
        elif field.type != "text":
            odd = given & ~mask_of(rows.table[field.name].is_valid())
            if field.open_choices:
                issues.add("unit_unknown", odd, field)
            else:
                rule = _TYPE_RULES.get(field.type, "not_in_list")
                issues.add(rule, odd, field, expected=", ".join(field.labels))


def _check_condition(issues: Issues, field: Field, given: Mask) -> None:
    rows = issues.rows
    name, value = field.required_if or ("", "")
    if not rows.has(name):
        return
    asked = mask_of(pc.equal(pc.utf8_lower(rows.table[name].cast("string")), value))
    other = rows.kind.field(name)
    label = {"true": "Có", "false": "Không"}.get(value, value)
    issues.add("reason_missing", asked & ~given, field, because=f"ô “{other.heading}” ghi {label}")


def _check_numbers(issues: Issues, field: Field, given: Mask) -> None:
    rows = issues.rows
    values = rows.values(field.name)
    held = ~np.isnan(values)
    odd = given & ~held & ~rows.flags(field.name, IS_WORD)
    if field.type == "money":
        for sheet, columns in rows.columns.items():
            unit = columns.get(field.name)
            if unit is None or unit["scale"] is not None:
                continue
            here = odd & mask_of(pc.equal(rows.table["source_sheet"], sheet))
            if unit["unit"]:
                issues.add("money_foreign", here, field, expected=unit["unit"])
            else:
                issues.add("unit_missing", here, field)
            odd &= ~here
    issues.add(_TYPE_RULES[field.type], odd, field)
    with np.errstate(invalid="ignore"):
        if field.minimum is not None:
            issues.add("too_small", values < float(field.minimum), field, expected=_shown(field.minimum))
        if field.maximum is not None:
            issues.add("too_large", values > float(field.maximum), field, expected=_shown(field.maximum))
        if field.usual_minimum is not None:
            issues.add(
                "unusual", values < float(field.usual_minimum), field, expected=f"từ {_shown(field.usual_minimum)}"
            )
        if field.usual_maximum is not None:
            issues.add(
                "unusual", values > float(field.usual_maximum), field, expected=f"đến {_shown(field.usual_maximum)}"
            )
        percent = _percent_rows(rows, field)
        if field.unit_from is not None and field.ratio_of is not None:
            issues.add("unusual", percent & (values > 100), field, expected="từ 0 đến 100")
        fraction = percent & rows.flags(field.name, IS_NUMBER) & (values > 0) & (values < 1)
        if field.ratio_of is not None and all(rows.has(name) for name in field.ratio_of):
            # With numerator and denominator the ratio itself is checked.
            fraction &= ~(rows.given(field.ratio_of[0]) & rows.given(field.ratio_of[1]))
    issues.add("number_ambiguous", held & rows.flags(field.name, AMBIGUOUS), field)
    issues.add("percent_as_fraction", fraction, field, value_plain=rows.texts(field.name))
    if field.unit_from is not None and rows.has(field.unit_from):
        known = mask_of(rows.table[field.unit_from].is_valid())
        issues.add("percent_sign_misplaced", rows.flags(field.name, PERCENT_SIGN) & known & ~percent, field)


def _percent_rows(rows: ReturnRows, field: Field) -> Mask:
    if field.type == "percent":
        return np.ones(rows.count, dtype=bool)
    if field.unit_from is None:
        return np.zeros(rows.count, dtype=bool)
    return mask_of(pc.equal(rows.table[field.unit_from], "percent"))


def _shown(limit: object) -> str:
    return str(limit).replace(".", ",")
