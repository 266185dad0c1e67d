"""Who uses the dbt models, as dbt exposures: every dashboard of ``data/bi`` and every published dataset."""

from collections.abc import Iterator
from typing import Any

from pipelines.load.tables import SEEDED_DATASETS
from pipelines.metadata import Dataset, datasets, quality_datasets
from pipelines.publish.bi.bundle import Dashboard, dashboards
from pipelines.publish.bi.dbt_files import HEADER, dump
from pipelines.publish.catalogue import Catalogue, read_catalogue

SUPERSET_URL = "http://127.0.0.1:8088"
"""Where ``khoso bi`` serves the dashboards unless it is told another port."""


def render_exposures() -> str:
    """Render ``models/exposures.yml``."""
    catalogue = read_catalogue()
    exposures = [
        *(_of_dashboard(dashboard, catalogue) for dashboard in dashboards()),
        *_of_datasets(catalogue),
    ]
    return f"# {HEADER}\n{dump({'version': 2, 'exposures': exposures})}"


def _of_dashboard(dashboard: Dashboard, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "name": f"dashboard_{dashboard.slug}",
        "label": dashboard.title,
        "type": "dashboard",
        "maturity": "medium",
        "url": f"{SUPERSET_URL}/superset/dashboard/{dashboard.slug}/",
        "description": dashboard.description,
        "owner": {"name": catalogue.publisher_name},
        "depends_on": [f"ref('{view}')" for view in dashboard.views],
    }


def _of_datasets(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for dataset in datasets().values():
        # dbt wants one name per seed and model, so the view of a seeded dataset bears another one there.
        view = f"{dataset.name}_view" if dataset.name in SEEDED_DATASETS else dataset.name
        yield _of_dataset(dataset, view, catalogue)
    for dataset in quality_datasets().values():
        yield _of_dataset(dataset, dataset.model, catalogue)


def _of_dataset(dataset: Dataset, model: str, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "name": f"dataset_{dataset.name}",
        "label": dataset.title_vi,
        "type": "application",
        "maturity": "high",
        "url": f"{catalogue.base}dataset:{dataset.name}",
        "description": f"{dataset.title_en}, as a release publishes it. {dataset.description_vi}",
        "owner": {"name": catalogue.publisher_name},
        "depends_on": [f"ref('{model}')"],
    }
