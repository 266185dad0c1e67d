"""What datasets and columns are called on pages, in Vietnamese and English, as they are declared."""

from pipelines.metadata import Column, Dataset

Both = dict[str, str]
"""A text in each language."""


def dataset_title(dataset: Dataset) -> Both:
    """The title of a dataset."""
    return {"vi": dataset.title_vi, "en": dataset.title_en}


def column_label(column: Column) -> Both:
    """The label of a column; in English its name in words where none is declared."""
    declared = getattr(column, "label_en", "")
    return {"vi": column.label_vi or column.name, "en": declared or english_label(column.name)}


def english_label(name: str) -> str:
    """A technical name in words.

    >>> english_label("issuer_agency_id"), english_label("amount_vnd")
    ('Issuer agency id', 'Amount (VND)')
    """
    words = name.split("_")
    unit = {"vnd": " (VND)", "pct": " (%)"}.get(words[-1], "")
    plain = " ".join(words[:-1] if unit else words)
    return plain[:1].upper() + plain[1:] + unit
