"""Every file that is made from the declaration of the BI views and the dashboards; a test holds them against it."""

from collections.abc import Mapping
from pathlib import Path

from pipelines.publish.bi.bundle import render_bundle
from pipelines.publish.bi.dbt_files import render_labels, render_properties
from pipelines.publish.bi.exposures import render_exposures


def render_generated() -> Mapping[str, str]:
    """Render every generated file: path within the checkout -> text."""
    return {
        "dbt_project/models/bi/bi.yml": render_properties(),
        "dbt_project/models/exposures.yml": render_exposures(),
        "dbt_project/macros/label_of.sql": render_labels(),
        **{f"data/bi/{path}": text for path, text in render_bundle().items()},
    }


def write_generated(root: Path) -> None:
    """Write every generated file below ``root``."""
    for path, text in render_generated().items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
