"""What people are told of a row that breaks a rule: one Vietnamese line with the values, and the row's place.

The wording of a rule stands in its suite file; here its braces are filled in.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pipelines.interpret.records import Record, Value
from pipelines.metadata import Dataset
from pipelines.validate.cell_forms import TYPE_NAMES_VI, escape_unstorable, has_declared_type, is_tidy_text
from pipelines.validate.model import RejectedRow, RowIssue, record_json
from pipelines.validate.suite_files import TYPE_RULE, Rule

_LONGEST_VALUE = 120


def describe_rejection(dataset: Dataset, record: Record, breaches: Sequence[tuple[Rule, str | None]]) -> RejectedRow:
    """Return the row as set aside for ``breaches``: (rule, the wording in its stead where the rule's does not fit)."""
    issues = [describe_issue(dataset, record, rule, wording) for rule, wording in breaches]
    # What set the row aside is named first, what else is wrong with it is told after it.
    issues.sort(key=lambda issue: issue.severity != "reject")
    first = issues[0]
    reason = " ".join(dict.fromkeys(issue.reason for issue in issues))
    fields = {name: getattr(first, name) for name in RowIssue.__dataclass_fields__}
    return RejectedRow(**{**fields, "reason": reason})


def describe_issue(dataset: Dataset, record: Record, rule: Rule, wording: str | None = None) -> RowIssue:
    """Return what is to be said of ``record`` for breaking ``rule``, in the words of ``wording`` or of the rule."""
    column = _broken_column(dataset, record, rule)
    value = record.get(column) if column else None
    return RowIssue(
        dataset=dataset.name,
        line_key=_own_key(dataset, record),
        document_id=_text(record.get("document_id")),
        column=column,
        rule=rule.name,
        value_text=_text(value),
        reason=escape_unstorable((wording or rule.message).format_map(_fillings(dataset, record, column))),
        source_page=_number(record.get("source_page")),
        source_line_start=_number(record.get("source_line_start")),
        source_line_end=_number(record.get("source_line_end")),
        source_sheet=_text(record.get("source_sheet")),
        source_cell=_text(record.get("source_cell")),
        record_json=escape_unstorable(record_json(record)),
        severity=rule.severity,
    )


def format_value(value: object) -> str:
    """Return ``value`` as Vietnamese officials write it: 77,8; 20/12/2023; “text”; (trống)."""
    match value:
        case None:
            return "(trống)"
        case bool():
            return "đúng" if value else "sai"
        case Decimal():
            return f"{value:f}".replace(".", ",") if value.is_finite() else str(value)
        case date():
            return f"{value:%d/%m/%Y}"
        case str():
            shown = " ".join(value.split()) if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"
            return f"“{shown}”"
    return str(value)


def _broken_column(dataset: Dataset, record: Record, rule: Rule) -> str | None:
    if rule.name == TYPE_RULE:
        wrong = (c.name for c in dataset.columns if not has_declared_type(record.get(c.name), c.type))
        return next(wrong, None)
    if rule.expectation == "expect_columns_to_hold_tidy_text":
        return next((name for name in rule.needed_columns if not is_tidy_text(record.get(name))), None)
    return rule.column


def _fillings(dataset: Dataset, record: Record, column: str | None) -> Mapping[str, str]:
    filled = {name: format_value(record.get(name)) for name in dataset.column_names}
    # "value" and "type" mean the broken column's, also where a dataset has a column of that name.
    declared = next((c for c in dataset.columns if c.name == column), None)
    label = f"“{declared.label_vi}” ({declared.name})" if declared and declared.label_vi else column or ""
    return filled | {
        "column": f"Cột {label}",
        "value": format_value(record.get(column)) if column else "",
        "type": TYPE_NAMES_VI[declared.type] if declared else "",
        "key": _own_key(dataset, record) or "(trống)",
    }


def _own_key(dataset: Dataset, record: Record) -> str | None:
    if record.get("line_key") is not None:
        return _text(record["line_key"])
    parts = [record.get(name) for name in dataset.key if name != "document_id" or len(dataset.key) == 1]
    return "/".join(_text(part) or "" for part in parts) or None


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) and has_declared_type(value, "integer") else None


def _text(value: Value) -> str | None:
    return None if value is None else escape_unstorable(str(value))
