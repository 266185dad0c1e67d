"""What goes back to an agency for each return that it sent: its own workbook, wrong cells coloured and commented, and a summary.

Written under ``HOME/feedback``, which is no part of a release. What is wrong was found before and stands in the marts; here it is
only shown: the marks are made in ``feedback_marks``, the summary in ``feedback_summary``, copies of other formats in ``feedback_copy``.
"""

import csv
import hashlib
import io
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from pipelines.archive.store import read_blob, write_whole
from pipelines.interpret.returns.declarations import return_kinds
from pipelines.interpret.returns.identity_sheet import SUMMARY_SHEET
from pipelines.interpret.returns.periods import Period
from pipelines.publish.deadlines import VIETNAM, Calendar, due_of, read_calendars
from pipelines.publish.feedback_comments import parse_position
from pipelines.publish.feedback_copy import KEPT, copy_workbook
from pipelines.publish.feedback_marks import Mark, mark_sheet
from pipelines.publish.feedback_package import Spreadsheet, UneditableError
from pipelines.publish.feedback_styles import Styles
from pipelines.publish.feedback_summary import LISTED, ListedIssue, Summary, write_summary
from pipelines.publish.marts import mart
from pipelines.publish.neutral import neutralise
from pipelines.read.formats import Format, detect_format
from pipelines.read.model import SourceRejected
from pipelines.settings import Home, code_fingerprint

Row = Mapping[str, object]
_CODE = ("pipelines/publish", "pipelines/interpret/returns", "pipelines/read", "data/reference")
_WORKING_DAYS = 5
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST_PART = 120
_LEVELS = {"error": "Lỗi, phải sửa", "warning": "Cảnh báo, cần xem lại"}
_log = logging.getLogger(__name__)

_SUBMISSIONS = """
    select submissions.*, agencies.name as known_name, agencies.kind as agency_kind, coalesce(found.errors, 0) as errors,
        coalesce(found.warnings, 0) as warnings, coalesce(found.mark, '') as mark
    from {submissions} as submissions
    left join {agencies} as agencies on agencies.agency_id = submissions.agency_id
    left join (
        select submission_id, count(*) filter (where severity = 'error') as errors,
            count(*) filter (where severity = 'warning') as warnings,
            md5(string_agg(concat_ws('|', issue_no, source_sheet, source_cell, severity, message), chr(10) order by issue_no)) as mark
        from {issues} group by submission_id
    ) as found on found.submission_id = submissions.submission_id
    where submissions.status is distinct from 'superseded'
    order by submissions.received_at, submissions.submission_id
"""
_ISSUES = """
    select source_sheet, source_cell, severity, rule, message, value_text, column_name, issue_no
    from {issues} where submission_id = %s order by {order} issue_no limit %s
"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What went back for one return. ``path`` is None where nothing could be written; ``is_new`` is false where it stood there."""

    agency_id: str
    agency_name: str
    period: str
    kind: str
    status: str
    errors: int
    warnings: int
    path: Path | None
    is_new: bool


def publish_feedback(connection: psycopg.Connection, home: Home) -> list[Feedback]:
    """Write the workbooks of every return that counts or waits, those that stand there unchanged left alone.

    A return that a later one replaced keeps what was written for it. A return whose workbook cannot be written is reported
    with no path, and the log says why; the others are written.
    """
    calendars = read_calendars(home)
    known = _read_index(home)
    code = code_fingerprint(*_CODE)
    kept: dict[str, str] = dict(known)
    published = []
    for row in _rows(
        connection,
        sql.SQL(_SUBMISSIONS).format(
            submissions=mart("submissions"), agencies=mart("agencies"), issues=mart("submission_issues")
        ),
    ):
        path = home.feedback / _relative_path(row)
        name = path.relative_to(home.feedback).as_posix()
        stated = json.dumps([code, *(str(value) for value in row.values())])
        fingerprint = hashlib.sha256(stated.encode()).hexdigest()
        is_new = known.get(name) != fingerprint or not path.exists()
        if is_new and not _write_one(connection, home, row, path, calendars):
            published.append(replace(_feedback(row), path=None))
            continue
        kept[name] = fingerprint
        published.append(replace(_feedback(row), path=path, is_new=is_new))
    if kept != known:
        write_whole(
            home.feedback / "index.json", json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True).encode()
        )
    return published


def build_feedback(
    source_name: str, source_sha256: str, data: bytes, issues: Sequence[ListedIssue], summary: Summary
) -> bytes:
    """The workbook that goes back for ``data``: ``issues`` marked in their cells, ``summary`` on a sheet of its own.

    An XLSX file is changed in place, so that everything else in it stays byte for byte; of other formats, and of an XLSX file
    that cannot be changed in place, a copy is made. Raises SourceRejected where not even that can be read.
    """
    format = detect_format(source_name, data)
    if format is Format.XLSX:
        try:
            return _mark(source_name, data, issues, summary, {})
        except (UneditableError, ValueError, KeyError) as error:
            _log.warning("%s: its own file cannot be marked (%s); a copy goes back", source_name, error)
    copied, names = copy_workbook(source_name, source_sha256, data, format)
    notes = (*summary.notes, KEPT.format(format=format.value.upper()))
    listed = [replace(issue, sheet=names.get(issue.sheet, issue.sheet)) for issue in summary.issues]
    return _mark(source_name, copied, issues, replace(summary, notes=notes, issues=listed), names)


def _mark(
    source_name: str, data: bytes, issues: Sequence[ListedIssue], summary: Summary, names: Mapping[str, str]
) -> bytes:
    spreadsheet = Spreadsheet(source_name, data)
    styles = Styles(spreadsheet)
    parts = _sheet_parts(spreadsheet)
    marks: dict[str, dict[tuple[int, int], list[ListedIssue]]] = {name: {} for name in parts}
    for issue in issues:
        position = parse_position(issue.cell) if issue.cell else None
        sheet = names.get(issue.sheet, issue.sheet)
        if position is not None and sheet in marks:
            marks[sheet].setdefault(position, []).append(issue)
    for name, part in parts.items():
        if name != SUMMARY_SHEET:
            mark_sheet(
                spreadsheet, part, styles, [_mark_of(position, found) for position, found in marks[name].items()]
            )
    if spreadsheet.has_macros:
        summary = replace(
            summary, notes=(*summary.notes, "Macro trong tệp đã được bỏ; kho số không chạy và không gửi lại macro.")
        )
    write_summary(spreadsheet, styles, summary)
    return spreadsheet.save()


def _sheet_parts(spreadsheet: Spreadsheet) -> dict[str, str]:
    """The worksheets of a workbook by name; sheets of charts have no cells."""
    targets = {
        key: target
        for type_, target, key in spreadsheet.relations(spreadsheet.workbook_part)
        if type_.endswith("/worksheet")
    }
    sheets = spreadsheet.workbook.iter(spreadsheet.name("sheet"))
    named = {sheet.get("name") or "": targets.get(sheet.get(f"{{{spreadsheet.office}}}id") or "") for sheet in sheets}
    return {name: part for name, part in named.items() if part is not None}


def _mark_of(position: tuple[int, int], found: Sequence[ListedIssue]) -> Mark:
    severity = "error" if any(issue.severity == "error" for issue in found) else "warning"
    texts = [f"{_LEVELS[issue.severity]}: {issue.message}" for issue in found]
    return Mark(*position, severity, "\n".join(texts))


def _write_one(connection: psycopg.Connection, home: Home, row: Row, path: Path, calendars: Sequence[Calendar]) -> bool:
    try:
        issues = _listed(connection, row)
        data = read_blob(home, str(row["source_sha256"]))
        written = build_feedback(
            str(row["source_name"]), str(row["source_sha256"]), data, issues, summarise(row, issues, calendars)
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, written)
        _write_list(connection, row, path.with_name(f"{path.name.removesuffix('.xlsx')}.csv"))
    except SourceRejected as rejected:
        _log.warning("no feedback for %s: %s; %s", row["source_name"], rejected.problem, rejected.remedy)
        return False
    except Exception:
        # A fault of ours that one return brings to light must not keep the others from their feedback.
        _log.exception("no feedback for %s", row["source_name"])
        return False
    return True


def _listed(connection: psycopg.Connection, row: Row) -> list[ListedIssue]:
    """The mistakes to show, in the order of the cells; where there are too many those that keep rows out come first."""
    found = list(_issues(connection, row, LISTED, first_errors=True))
    found.sort(key=lambda issue: int(str(issue["issue_no"])))
    return [issue_of(row, issue) for issue in found]


def _issues(connection: psycopg.Connection, row: Row, count: int | None, *, first_errors: bool) -> Iterator[Row]:
    order = sql.SQL("severity <> 'error'," if first_errors else "")
    query = sql.SQL(_ISSUES).format(issues=mart("submission_issues"), order=order)
    return _rows(connection, query, [row["submission_id"], count])


def issue_of(row: Row, issue: Row) -> ListedIssue:
    """A row of ``submission_issues`` as the summary of its submission (``row``) lists it."""
    return ListedIssue(
        severity=str(issue["severity"]),
        sheet=_said(issue["source_sheet"]),
        cell=_said(issue["source_cell"]).partition(":")[0],
        column=_heading(str(row["template"]), _said(issue["column_name"])),
        value=_said(issue["value_text"]),
        message=_said(issue["message"]),
    )


def _heading(kind: str, column: str) -> str:
    declared = return_kinds().get(kind)
    fields = declared.fields if declared is not None else ()
    return next((field.heading for field in fields if column in {field.name, field.text_column}), column)


def _write_list(connection: psycopg.Connection, row: Row, path: Path) -> None:
    """The whole list as CSV for a spreadsheet program, where the summary cannot hold it; else none stands there."""
    if int(str(row["errors"])) + int(str(row["warnings"])) <= LISTED:
        path.unlink(missing_ok=True)
        return
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(("TT", "Mức độ", "Trang tính", "Ô", "Cột", "Giá trị trong ô", "Sai ở đâu, sửa thế nào"))
    for number, found in enumerate(_issues(connection, row, None, first_errors=False), start=1):
        issue = issue_of(row, found)
        texts = (issue.sheet, issue.cell, issue.column, issue.value, issue.message)
        lines.writerow((number, _LEVELS[issue.severity], *map(neutralise, texts)))
    # Spreadsheet programs take UTF-8 for something else unless the mark of byte order says so.
    write_whole(path, out.getvalue().encode("utf-8-sig"))


def summarise(row: Row, issues: Sequence[ListedIssue], calendars: Sequence[Calendar]) -> Summary:
    """What the summary says of a submission: a row of ``submissions`` with the counts of its ``errors`` and ``warnings``."""
    errors, warnings = int(str(row["errors"])), int(str(row["warnings"]))
    accepted, rejected = int(str(row["rows_accepted"] or 0)), int(str(row["rows_rejected"] or 0))
    kind = return_kinds().get(str(row["template"]))
    period = _period(row)
    received = row["received_at"]
    day = None
    if isinstance(received, datetime):
        # Without a zone it is in UTC, as the column says.
        day = (received if received.tzinfo else received.replace(tzinfo=UTC)).astimezone(VIETNAM)
    answer = _answer_by(row, calendars, period, day)
    facts = [
        ("Đơn vị báo cáo", _said(row["agency_name"]) or _said(row["known_name"]) or "Chưa rõ"),
        ("Báo cáo", kind.title if kind else _said(row["template"])),
        ("Kỳ báo cáo", period.label if period else "Chưa rõ"),
        ("Tệp đã nhận", _said(row["source_name"])),
        ("Nhận lúc", f"{day:%H:%M ngày %d/%m/%Y}" if day else "Chưa rõ"),
        ("Số dòng được nhận", str(accepted)),
        ("Số dòng chờ sửa", str(rejected)),
        ("Lỗi (màu đỏ)", str(errors)),
        ("Cảnh báo (màu vàng)", str(warnings)),
    ]
    waits = row["status"] == "rejected" or rejected > 0
    if waits and answer:
        facts.append(("Hạn gửi lại", answer))
    if not waits:
        result = "Đã nhận toàn bộ." if not warnings else f"Đã nhận toàn bộ; có {warnings} điểm cần xem lại."
    elif accepted:
        result = f"Đã nhận {accepted} dòng; {rejected} dòng chờ đơn vị sửa và gửi lại."
    else:
        result = "Chưa nhận được dòng nào; báo cáo chờ đơn vị sửa và gửi lại."
    return Summary(facts, result, not waits, _steps(waits, errors, warnings), issues, errors + warnings)


def _steps(waits: bool, errors: int, warnings: int) -> list[str]:
    if not waits and not warnings:
        return ["Không phải làm gì thêm. Tệp này để đơn vị lưu; mọi ô giữ nguyên như đã gửi."]
    steps = []
    if errors:
        steps.append(
            "Sửa các ô màu đỏ: đưa chuột vào ô để đọc ghi chú, hoặc bấm vào địa chỉ ô ở bảng dưới để đến ô đó."
        )
    if warnings:
        steps.append(
            "Xem lại các ô màu vàng: sai thì sửa, đúng thì giữ nguyên và ghi lý do ở cột giải trình hoặc ghi chú."
        )
    if waits:
        steps.append("Lưu và gửi lại cả tệp này, không xóa dòng đã đúng; bản gửi sau thay cho bản gửi trước.")
        steps.append("Màu, ghi chú và trang này không cần xóa; kho số tự bỏ khi nhận lại.")
    else:
        steps.append("Chỉ gửi lại tệp này khi có sửa; bản gửi sau thay cho bản gửi trước.")
    return steps


def _answer_by(row: Row, calendars: Sequence[Calendar], period: Period | None, day: datetime | None) -> str:
    """By when the return is wanted again: the deadline of the period, or some working days after it came where that is over."""
    if day is None:
        return ""
    agency, name = _said(row["agency_id"]), _said(row["known_name"]) or _said(row["agency_name"])
    due = due_of(calendars, agency, name, _said(row["agency_kind"]), str(row["template"]), period) if period else None
    if due is not None and due.before > day.date() + timedelta(days=1):
        return f"{due.text} (hạn của kỳ báo cáo)"
    return f"hết ngày {_working_days_after(day.date(), _WORKING_DAYS):%d/%m/%Y} ({_WORKING_DAYS} ngày làm việc từ ngày nhận)"


def _working_days_after(day: date, count: int) -> date:
    """The day that is ``count`` days from Monday to Friday after ``day``; holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _feedback(row: Row) -> Feedback:
    period = _period(row)
    return Feedback(
        agency_id=_said(row["agency_id"]),
        agency_name=_said(row["agency_name"]) or _said(row["known_name"]),
        period=period.code if period else "",
        kind=_said(row["template"]),
        status=_said(row["status"]),
        errors=int(str(row["errors"])),
        warnings=int(str(row["warnings"])),
        path=None,
        is_new=False,
    )


def _relative_path(row: Row) -> Path:
    """Agency, period, kind, file: what a return says of itself is never trusted with a path."""
    period = _period(row)
    stem = Path(_said(row["source_name"])).name
    stem = re.sub(r"(?:\.feedback)?\.[A-Za-z0-9]{1,5}\Z", "", stem)
    parts = (
        _said(row["agency_id"]) or "khong-ro-don-vi",
        period.code if period else "khong-ro-ky",
        _said(row["template"]),
    )
    return Path(*map(_safe, parts), f"{_safe(stem)}.feedback.xlsx")


def _safe(text: str) -> str:
    """A name for a file or a folder: letters, digits, dots, dashes and underscores, no dot first."""
    shown = _UNSAFE.sub("-", text).strip("-.")
    return shown.encode()[:_LONGEST_PART].decode(errors="ignore") or "khong-ten"


def _period(row: Row) -> Period | None:
    start, end = row["period_start"], row["period_end"]
    return Period(start, end) if isinstance(start, date) and isinstance(end, date) else None


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _rows(connection: psycopg.Connection, query: sql.Composed, values: Sequence[object] = ()) -> Iterator[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        yield from cursor.execute(query, values)


def _read_index(home: Home) -> dict[str, str]:
    try:
        index = json.loads((home.feedback / "index.json").read_bytes())
        return {str(name): str(fingerprint) for name, fingerprint in index.items()}
    except (OSError, ValueError, AttributeError):
        return {}
