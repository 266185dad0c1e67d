"""The hidden sheet by which a workbook made from our template says what it is: what stands on it, and reading it back.

Both sides are here, so that the template and the recognition cannot drift apart. Whether what it says is true (a known
agency, a period that can be) is checked by whoever reads it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

IDENTITY_SHEET = "_khoso"
INSTRUCTIONS_SHEET, SUMMARY_SHEET = "Hướng dẫn", "Kết quả tiếp nhận"
OWN_SHEETS = frozenset({IDENTITY_SHEET, INSTRUCTIONS_SHEET, SUMMARY_SHEET})
"""The sheets that templates and feedback workbooks add; nothing that an agency reports stands on them."""
_HEADER = ("khoá", "giá trị")


@dataclass(frozen=True, slots=True)
class ReturnIdentity:
    """What a template says of itself. ``period`` is a code as in ``periods`` (2024-Q1), ``made_for`` what it was made for.

    ``template`` is the name of a kind of return; what is not known is ''.
    """

    template: str
    template_version: str = "1"
    agency_id: str = ""
    agency_name: str = ""
    period: str = ""
    made_for: str = ""


def identity_rows(identity: ReturnIdentity) -> list[tuple[str, str]]:
    """The rows of the sheet, heading first: key and value."""
    return [_HEADER, *((key, str(value)) for key, value in asdict(identity).items())]


def write_identity_sheet(workbook: "xlsxwriter.Workbook", identity: ReturnIdentity) -> None:
    """Add the sheet to a workbook of xlsxwriter. It is hidden so that only a macro or a program shows it again."""
    sheet = workbook.add_worksheet(IDENTITY_SHEET)
    for row, cells in enumerate(identity_rows(identity)):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    sheet.very_hidden()
    sheet.protect()


def parse_identity(rows: Iterable[Sequence[object]]) -> ReturnIdentity | None:
    """What the rows of a sheet say, None where they name no template. Unknown keys are left alone: a newer template's."""
    said = {str(row[0]).strip(): _text(row[1]) for row in rows if len(row) > 1}
    known = {name: said[name] for name in ReturnIdentity.__dataclass_fields__ if said.get(name)}
    return ReturnIdentity(**known) if "template" in known else None


def _text(value: object) -> str:
    # A spreadsheet program that saved the sheet may have made numbers of the texts.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
