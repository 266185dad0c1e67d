"""The base suites: what the declaration of the columns alone demands, written as suite files under ``LAYER/base``.

Key columns are given, keys are unique, values are of their declared type and among the declared ones, a document that a
row names is there. Rules that need a reason are written by hand in the files beside them and are never touched here.
Run ``python -m pipelines.validate.base_suites`` after a change of ``datasets.yml``.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.metadata import Column, Dataset, datasets
from pipelines.validate.model import Severity
from pipelines.validate.suite_files import EXPECTATIONS_DIR, TYPE_RULE, Layer

GENERATED_FROM = "pipelines/metadata/datasets.yml"
SOURCE_COLUMN = "load_source_sha256"
"""Several sources are validated in one frame; a key is unique within its source only."""
_GX_SEVERITIES: Mapping[Severity, str] = {"reject": "critical", "contradiction": "warning", "note": "info"}
_OURS = "Đây là lỗi khi đọc văn bản, không phải lỗi của đơn vị; báo cho người vận hành kho số."


def write_base_suites(expectations_dir: Path = EXPECTATIONS_DIR) -> tuple[Path, ...]:
    """Write the base suites of both layers and return their paths (hand-written files are left alone)."""
    written = []
    for layer in ("records", "marts"):
        folder = expectations_dir / layer / "base"
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        for dataset in datasets().values():
            if layer == "records" and dataset.derived:
                continue  # no source brings rows of it
            path = folder / f"{dataset.name}.json"
            suite = build_base_suite(dataset, layer)
            path.write_text(json.dumps(suite, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            written.append(path)
    return tuple(written)


def build_base_suite(dataset: Dataset, layer: Layer) -> dict[str, Any]:
    """Return the base suite of ``dataset`` in Great Expectations' JSON."""
    meta: dict[str, Any] = {"generated_from": GENERATED_FROM}
    names_document = "document_id" in dataset.column_names and dataset.name != "documents"
    if names_document:
        meta["references"] = {
            "document_found": {"columns": ["document_id"], "dataset": "documents", "found_columns": ["document_id"]}
        }
    expectations = [_types(dataset)] if layer == "records" else [_columns(dataset)]
    expectations += [_given(column) for column in dataset.columns if not column.nullable]
    expectations += [_unique(dataset, layer)]
    expectations += [_values(column) for column in dataset.columns if column.values]
    if layer == "records":
        expectations += [_tidy(dataset)]
    if names_document:
        expectations += [_document_found()]
    if dataset.provenance and layer == "records":
        expectations += _provenance()
    return {"name": f"{layer}.base.{dataset.name}", "expectations": expectations, "meta": meta, "notes": None}


def expectation(
    rule: str,
    kind: str,
    kwargs: Mapping[str, Any],
    severity: Severity,
    *,
    description: str,
    message: str,
    **meta: object,
) -> dict[str, Any]:
    """Return one expectation in the suites' JSON; ``meta`` is added to what every rule says of itself."""
    return {
        "type": kind,
        "kwargs": dict(kwargs),
        "meta": {"rule": rule, "severity": severity, "message": message, **meta},
        "severity": _GX_SEVERITIES[severity],
        "description": description,
    }


def _types(dataset: Dataset) -> dict[str, Any]:
    return expectation(
        TYPE_RULE,
        "expect_columns_to_hold_declared_types",
        {"column_list": list(dataset.column_names), "types": [column.type for column in dataset.columns]},
        "reject",
        description="Mỗi giá trị đúng kiểu đã khai báo của cột",
        message=f"{{column}} phải là {{type}} nhưng đọc được {{value}}. {_OURS}",
    )


def _columns(dataset: Dataset) -> dict[str, Any]:
    return expectation(
        "columns_present",
        "expect_table_columns_to_match_set",
        {"column_set": list(dataset.column_names), "exact_match": False},
        "reject",
        description="Bảng có đủ các cột đã công bố",
        message="Bảng thiếu cột đã công bố. Sửa mô hình dbt trước khi phát hành.",
    )


def _given(column: Column) -> dict[str, Any]:
    return expectation(
        f"{column.name}_given",
        "expect_column_values_to_not_be_null",
        {"column": column.name},
        "reject",
        description=f"Cột bắt buộc {column.name} luôn có giá trị",
        message=f"{{column}} là cột bắt buộc nhưng để trống. {_OURS}",
    )


def _unique(dataset: Dataset, layer: Layer) -> dict[str, Any]:
    columns = [SOURCE_COLUMN, *dataset.key] if layer == "records" else list(dataset.key)
    description = f"Khóa {' + '.join(dataset.key)} không trùng"
    message = f"Khóa {{key}} có ở nhiều dòng của cùng một nguồn nên không biết dòng nào đúng. {_OURS}"
    if len(columns) == 1:
        kind, kwargs = "expect_column_values_to_be_unique", dict[str, Any](column=columns[0])
    else:
        kind = "expect_compound_columns_to_be_unique"
        kwargs = {"column_list": columns, "ignore_row_if": "any_value_is_missing"}
    return expectation("key_unique", kind, kwargs, "reject", description=description, message=message)


def _values(column: Column) -> dict[str, Any]:
    return expectation(
        f"{column.name}_among_values",
        "expect_column_values_to_be_in_set",
        {"column": column.name, "value_set": list(column.values)},
        "reject",
        description=f"Cột {column.name} chỉ nhận giá trị trong danh mục",
        message=f"{{column}} là {{value}}, không có trong danh mục {', '.join(column.values)}. "
        "Bổ sung danh mục nếu giá trị đúng, nếu không thì sửa lại.",
    )


def _tidy(dataset: Dataset) -> dict[str, Any]:
    return expectation(
        "text_tidy",
        "expect_columns_to_hold_tidy_text",
        {"column_list": [column.name for column in dataset.columns if column.type == "text"]},
        "note",
        description="Văn bản ở dạng Unicode NFC, không thừa khoảng trắng",
        message=f"{{column}} chưa ở dạng Unicode NFC hoặc thừa khoảng trắng: {{value}}. {_OURS}",
        notes="A figure counts for more than a blank too many, so the row is kept; the fault is ours to mend.",
    )


def _document_found() -> dict[str, Any]:
    return expectation(
        "document_found",
        "expect_column_values_to_be_in_set",
        {"column": "document_found", "value_set": [True]},
        "reject",
        description="Văn bản của dòng có trong bảng documents",
        message=f"Văn bản {{value}} của dòng này không có trong bảng văn bản. {_OURS}",
        column="document_id",
    )


def _provenance() -> list[dict[str, Any]]:
    return [
        expectation(
            "place_given",
            "expect_any_column_to_be_given",
            {"column_list": ["source_page", "source_line_start", "source_sheet", "source_cell"]},
            "reject",
            description="Biết dòng được đọc ở trang, dòng, trang tính hay ô nào",
            message=f"Không biết dòng này được đọc ở đâu trong nguồn nên không thể đối chiếu. {_OURS}",
        ),
        expectation(
            "lines_in_order",
            "expect_column_pair_values_a_to_be_greater_than_b",
            {
                "column_A": "source_line_end",
                "column_B": "source_line_start",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            "reject",
            description="Dòng cuối không đứng trước dòng đầu",
            message=f"Dòng đầu {{source_line_start}} đứng sau dòng cuối {{source_line_end}} của cùng một chỗ. {_OURS}",
        ),
        expectation(
            "line_positive",
            "expect_column_values_to_be_between",
            {"column": "source_line_start", "min_value": 1},
            "reject",
            description="Số dòng đếm từ 1",
            message=f"Dòng đầu {{source_line_start}} không phải số dòng, dòng đếm từ 1. {_OURS}",
        ),
    ]


if __name__ == "__main__":
    write_base_suites()
