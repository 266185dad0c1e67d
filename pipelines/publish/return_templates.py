"""The templates that agencies fill in: one workbook per kind of return, for one agency and one period.

What stands in one is chosen in ``return_subjects`` and drawn in ``return_sheets``; when it is due is said by ``deadlines``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.store import write_whole
from pipelines.interpret.returns.declarations import return_kinds
from pipelines.interpret.returns.periods import Period, parse_period_code
from pipelines.publish.deadlines import due_of, read_calendars
from pipelines.publish.return_sheets import Draft, draw_template
from pipelines.publish.return_subjects import ReleasedFacts, TemplateError
from pipelines.settings import Home

__all__ = ["TemplateError", "WrittenTemplate", "publish_templates"]


@dataclass(frozen=True, slots=True)
class WrittenTemplate:
    """A template that was written: its file, how many rows are prefilled, and what has to be known about them ('' for nothing)."""

    kind: str
    path: Path
    row_count: int
    remark: str


def publish_templates(
    home: Home,
    asked: str,
    period_code: str,
    *,
    out: Path | None = None,
    kinds: Sequence[str] = (),
    coordinated: bool = False,
) -> list[WrittenTemplate]:
    """Write the templates of the agency ``asked`` (id or printed name) for a period and return what was written.

    ``out`` is ``HOME/templates/<agency_id>/<period>`` unless given; ``kinds`` are all kinds of return unless given. Where
    ``coordinated``, what the agency only coordinates is in them too. Raises TemplateError for an agency, period or kind that is
    not known, and where nothing was released yet.
    """
    period = _period(period_code)
    declared = return_kinds()
    if unknown := [name for name in kinds if name not in declared]:
        raise TemplateError(f"{', '.join(unknown)}: no kind of return; write one of {', '.join(declared)}")
    facts = ReleasedFacts(home.current_release)
    agency = facts.find_agency(asked, period)
    folder = out if out is not None else home.templates / agency.agency_id / period.code
    calendars = read_calendars(home)
    written = []
    for name in kinds or declared:
        kind = declared[name]
        subjects = facts.subjects(agency, kind, period, coordinated=coordinated)
        due = due_of(calendars, agency.agency_id, agency.name, agency.kind, name, period)
        draft = Draft(kind, agency, period, subjects, due.recipient if due else "", due.text if due else "")
        path = folder / f"{agency.agency_id}.{name}.{period.code}.xlsx"
        write_whole(path, draw_template(draft))
        written.append(WrittenTemplate(name, path, len(subjects.rows), subjects.remark))
    return written


def _period(code: str) -> Period:
    try:
        return parse_period_code(code)
    except ValueError as error:
        raise TemplateError(str(error)) from None
