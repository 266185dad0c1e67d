"""What a dataset's page says of its legal ground."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from pipelines.publish.portal.openness import openness_of
from pipelines.publish.portal.released import ReleasedData

GROUNDS = [
    {
        "symbol": "1/NĐ-CP",
        "scope": "open_data",
        "provinceCode": None,
        "validFrom": "2020-01-01",
        "validTo": "2025-01-01",
    },
    {"symbol": "2/NĐ-CP", "scope": "open_data", "provinceCode": None, "validFrom": "2025-01-01", "validTo": None},
    {"symbol": "3/QH", "scope": "personal_data", "provinceCode": None, "validFrom": "2020-01-01", "validTo": None},
    {"symbol": "4/QĐ-UBND", "scope": "province_list", "provinceCode": "06", "validFrom": "2023-06-05", "validTo": None},
]


def grounds(day: date, *provinces: str) -> list[str]:
    package: dict[str, Any] = {"resources": [], "legalGrounds": GROUNDS}
    release = cast("ReleasedData", SimpleNamespace(package=package))
    found: list[str] = openness_of(release, "projects", day, provinces)["grounds"]
    return found


def test_grounds_are_those_in_force_and_the_lists_of_the_datas_own_provinces() -> None:
    assert grounds(date(2024, 1, 1), "08") == ["1/NĐ-CP"]
    assert grounds(date(2025, 1, 1), "08") == ["2/NĐ-CP"]
    assert grounds(date(2024, 1, 1), "06", "08") == ["1/NĐ-CP", "4/QĐ-UBND"]
