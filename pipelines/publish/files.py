"""What a release holds of one dataset, as its catalogues tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipelines.metadata import Dataset
from pipelines.publish.checksums import FileFacts


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of files: media type, its name in the EU file type authority (empty where that has none), what people call it."""

    media_type: str
    file_type: str
    label_vi: str
    label_en: str


FORMATS: Mapping[str, FileFormat] = MappingProxyType(
    {
        "csv": FileFormat("text/csv", "CSV", "CSV", "CSV"),
        "parquet": FileFormat("application/vnd.apache.parquet", "PARQUET", "Parquet", "Parquet"),
        "excel.csv": FileFormat("text/csv", "CSV", "CSV cho Excel", "CSV for Excel"),
        "xlsx": FileFormat(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "Excel", "Excel"
        ),
        "json": FileFormat("application/json", "JSON", "JSON", "JSON"),
        "jsonl": FileFormat("application/jsonl", "JSON", "JSON Lines", "JSON Lines"),
        "zip": FileFormat("application/zip", "ZIP", "ZIP", "ZIP"),
        "sqlite": FileFormat("application/vnd.sqlite3", "", "SQLite", "SQLite"),
    }
)
"""Every format of a release by the ending of its files' names."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A dataset, its number of rows, and its files by ending: at least ``csv`` and ``parquet``."""

    dataset: Dataset
    rows: int
    files: Mapping[str, FileFacts]
