"""What a spreadsheet file holds, as raw values: the workbook, its sheets and what the file says of cells besides their values.

How files are read is in ``workbook`` and the modules of the formats; what cells mean is for ``sheets``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from pipelines.read.formats import Format
from pipelines.read.model import Remark

Value = str | int | float | Decimal | bool | date | datetime | time | timedelta | None
Position = tuple[int, int]
Area = tuple[int, int, int, int]

SMALL_SHEET = 20_000
LARGEST_AREA = 20_000_000


@dataclass(frozen=True, slots=True)
class Details:
    """What a file says of the cells of one sheet besides their values; positions are (row, column), 0-based.

    ``formats`` are number formats as stored ('#,##0', 'dd/mm/yyyy'; those of cells without one of their own are left out),
    ``texts`` the displayed texts where the format stores them, ``fonts`` the names of fonts, ``bold`` the cells in bold type,
    ``formulas`` the formulas without '='.
    """

    formats: dict[Position, str] = field(default_factory=dict)
    texts: dict[Position, str] = field(default_factory=dict)
    fonts: dict[Position, str] = field(default_factory=dict)
    bold: frozenset[Position] = frozenset()
    comments: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of a sheet of any size: merged areas, hidden rows and columns, and the cells that hold an error."""

    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[Position, str] = field(default_factory=dict)
    cut: str | None = None


@dataclass
class Sheet:
    """One sheet: all rows from A1 to the last cell with a value, each as wide as the widest; an empty cell is None.

    ``lines`` say on which line of a text file each row begins. ``merged`` are (first row, first column, last row, last column),
    0-based and inclusive. What ``Details`` holds is read when it is first asked for, and only for sheets of at most
    ``SMALL_SHEET`` cells; it is empty for larger ones.
    """

    name: str
    visible: bool
    rows: list[list[Value]]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[Position, str] = field(default_factory=dict)
    read_details: Callable[[], Details] | None = None
    lines: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns the rows have."""
        return len(self.rows[0]) if self.rows else 0

    @cached_property
    def details(self) -> Details:
        """What the file says of the cells besides their values."""
        is_small = len(self.rows) * self.width <= SMALL_SHEET
        return self.read_details() if self.read_details is not None and is_small else Details()

    @property
    def formats(self) -> dict[Position, str]:
        """The number formats by cell."""
        return self.details.formats

    @property
    def comments(self) -> dict[Position, str]:
        """The comments by cell."""
        return self.details.comments

    @property
    def formulas(self) -> dict[Position, str]:
        """The formulas by cell."""
        return self.details.formulas


@dataclass
class Workbook:
    """One received spreadsheet file with its sheets in order."""

    source_name: str
    source_sha256: str
    format: Format
    sheets: list[Sheet] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Companion:
    """What a reader of one format says of a workbook besides the values. This one, for formats without any, says nothing."""

    def __init__(self, source_name: str, data: bytes) -> None:
        self.source_name, self.data = source_name, data

    def marks(self, name: str) -> Marks:  # noqa: ARG002
        """The marks of the sheet of this name."""
        return Marks()

    def details(self, name: str, rows: int) -> Details:  # noqa: ARG002
        """The details of the first ``rows`` rows of the sheet of this name."""
        return Details()


def cell_name(row: int, column: int) -> str:
    """The name of a cell in a spreadsheet program.

    >>> cell_name(6, 1), cell_name(0, 58)
    ('B7', 'BG1')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def area_name(area: Area) -> str:
    """The name of an area in a spreadsheet program ("A4:F36"), of a single cell that of the cell."""
    first, last = cell_name(area[0], area[1]), cell_name(area[2], area[3])
    return first if first == last else f"{first}:{last}"
