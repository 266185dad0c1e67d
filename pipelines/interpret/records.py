"""The records that interpretation yields: one list of plain rows per dataset, columns as declared in ``metadata``."""

from datetime import date
from decimal import Decimal

from pipelines.read.model import Place

Value = str | int | Decimal | bool | date | None
Record = dict[str, Value]
Records = dict[str, list[Record]]
"""Dataset name -> rows. Datasets without rows may be absent. A row holds only declared columns; absent ones are null."""


def place_columns(place: Place) -> Record:
    """The five provenance columns for ``place``."""
    return {
        "source_page": place.page,
        "source_line_start": place.line_start,
        "source_line_end": place.line_end or place.line_start,
        "source_sheet": place.sheet,
        "source_cell": place.cell,
    }
