"""What a template tells whoever types something that a column does not take, in Vietnamese, made from the column's declaration."""

from collections.abc import Callable, Mapping
from datetime import date

from pipelines.interpret.returns.declarations import Field

EARLIEST = date(2000, 1, 1)
"""The first day that a column of dates takes: what is earlier is a slip of the year."""

_ASKS: Mapping[str, Callable[[Field], str]] = {
    "number": lambda field: f"Ô này chỉ nhận số{_between(field)}{_or_words(field)}.",
    "money": lambda field: f"Ô này chỉ nhận số tiền theo {field.unit or 'đơn vị của biểu'}{_between(field)}.",
    "percent": lambda field: f"Ô này chỉ nhận số phần trăm{_between(field)}.",
    "date": lambda field: f"Ô này chỉ nhận ngày theo dạng ngày/tháng/năm, từ {EARLIEST:%d/%m/%Y}.",  # noqa: ARG005
    "choice": lambda field: "Chọn một giá trị trong danh sách.",  # noqa: ARG005
    "boolean": lambda field: f"Chỉ ghi {' hoặc '.join(field.labels)}.",
}


def say_what_is_asked(field: Field) -> str:
    """What a cell of the column takes, as it is told to whoever typed something else."""
    asks = _ASKS.get(field.type)
    return asks(field) if asks else field.help


def _between(field: Field) -> str:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f" từ {low} đến {high}"
    return f" không nhỏ hơn {low}" if low is not None else f" không lớn hơn {high}" if high is not None else ""


def _or_words(field: Field) -> str:
    return f", hoặc một trong các cụm từ: {'; '.join(field.words)}" if field.words else ""


def cut(text: str, longest: int) -> str:
    """The text within what Excel keeps, cut after a whole word."""
    return text if len(text) <= longest else f"{text[: longest - 1].rpartition(' ')[0]}…"
