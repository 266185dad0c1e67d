"""The number that a cell of a table states, whatever format it was received in."""

from decimal import Decimal

from pipelines.language.numbers import parse_number
from pipelines.read.model import Cell


def cell_number(cell: Cell) -> Decimal | None:
    """The number of a cell: the stored one where the file stores it, else what the text prints; None where there is none.

    A cell of a spreadsheet without a stored number has none, whatever its text: its reader has seen the whole column, and
    where that leaves open whether "1.234" is a thousand and more or one and a quarter, nothing is guessed here either.
    """
    if isinstance(cell.value, Decimal):
        return cell.value
    return None if cell.place.cell is not None else parse_number(cell.text)
