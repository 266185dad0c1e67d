"""Charts as Vega-Lite specifications, without any data transform: a chart shows the very numbers that its table shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipelines.publish.portal.words import LANGUAGES, catalogue, money_text, number_text, unit_text

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_LABELLED = 14
_BARS = 25
_FEW_YEARS = 2
_LONGEST_LABEL = 22
_RESULT, _TARGET = "#0b5c8a", "#b3541e"


def indicator_charts(name: str, observations: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Targets against results over the years, in the unit that most of them have; None where there is nothing to draw."""
    numbered = [row for row in observations if row["value"] is not None and row["year"]]
    if not numbered:
        return None
    unit = Counter(row["unit"] for row in numbered).most_common(1)[0][0]
    shown = [row for row in numbered if row["unit"] == unit]
    if unit == "boolean" or not shown:
        return None
    return {language: _indicator(language, name, unit, shown) for language in LANGUAGES}


def _indicator(language: str, name: str, unit: str, shown: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    words = catalogue(language)
    present = {row["kind"] for row in shown}
    kinds = {kind: words["kinds_of_value"][kind] for kind in ("target", "result") if kind in present}
    looks = {"target": (_TARGET, "diamond"), "result": (_RESULT, "circle")}
    rows = [
        {
            "year": str(row["year"]),
            "value": row["value"],
            "kind": kinds[row["kind"]],
            "shown": row["printed"] or _number(row["value"], unit, language),
            # Longer words than these would run into the next year's; what is printed then stands in the tooltip.
            "label": row["printed"]
            if row["printed"] and len(row["printed"]) <= _LONGEST_LABEL
            else _number(row["value"], unit, language),
            "source": row["source"],
        }
        for row in shown
    ]
    each = Counter((row["kind"], row["year"]) for row in rows)
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(kinds.values()), "range": [looks[kind][0] for kind in kinds]},
        "legend": {"title": None, "orient": "top", "symbolSize": 120},
    }
    x = {"field": "year", "type": "ordinal", "axis": {"title": words["year"], "labelAngle": 0}}
    title = f"{words['value']} ({unit_text(unit, language).strip() or unit})"
    y = {"field": "value", "type": "quantitative", "axis": {"title": title}, "scale": {"zero": unit == "percent"}}
    dots: dict[str, Any] = {
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 0.95},
        "encoding": {
            "shape": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(kinds.values()), "range": [looks[kind][1] for kind in kinds]},
                "legend": {"title": None, "orient": "top", "symbolSize": 120},
            },
            "xOffset": {"field": "kind", "type": "nominal", "scale": {"domain": list(kinds.values())}},
            "tooltip": [
                {"field": "kind", "title": words["kind"]},
                {"field": "year", "title": words["year"]},
                {"field": "shown", "title": words["as_printed"]},
                {"field": "source", "title": words["kinds"]["document"]},
            ],
        },
    }
    layers = [dots]
    if max(each.values()) == 1 and len({row["year"] for row in rows}) > 1:
        layers.insert(
            0,
            {
                "mark": {"type": "line", "strokeWidth": 1.5, "opacity": 0.6},
                "encoding": {"xOffset": dots["encoding"]["xOffset"]},
            },
        )
    if len(rows) <= _LABELLED:
        label = {"field": "label", "type": "nominal"}
        offset = dots["encoding"]["xOffset"]
        layers.append(
            {
                "mark": {"type": "text", "dy": -14, "fontSize": 12, "fontWeight": 600},
                "encoding": {"text": label, "xOffset": offset},
            }
        )
    body: dict[str, Any] = {"layer": layers, "encoding": {"x": x, "y": y, "color": colour}}
    years = len({row["year"] for row in rows})
    return _chart(language, name, rows, body, 280) | {"is_narrow": years <= _FEW_YEARS}


def _number(value: float | Decimal, unit: str, language: str) -> str:
    return f"{number_text(value, language)}{unit_text(unit, language)}"


def money_charts(name: str, amounts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Amounts (``label``, ``vnd``, ``span``) as bars, the greatest first; None where there are fewer than two."""
    shown = sorted((row for row in amounts if row["vnd"]), key=lambda row: -row["vnd"])[:_BARS]
    if len(shown) < 2:
        return None
    return {language: _money(language, name, shown) for language in LANGUAGES}


def _money(language: str, name: str, shown: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    words = catalogue(language)
    rows = [
        {
            "label": row["label"],
            "million": row["vnd"] / 1e6,
            "shown": money_text(row["vnd"], language),
            "span": row["span"],
        }
        for row in shown
    ]
    labels = list(dict.fromkeys(row["label"] for row in rows))
    y = {
        "field": "label",
        "type": "nominal",
        "sort": labels,
        "axis": {"title": None, "labelLimit": 280, "labelPadding": 6},
    }
    encoding = {
        "y": y,
        "x": {"field": "million", "type": "quantitative", "axis": {"title": words["million_vnd"], "tickCount": 5}},
        "yOffset": {"field": "span", "type": "nominal"},
        "color": {
            "field": "span",
            "type": "nominal",
            "scale": {"range": ["#0b5c8a", "#b3541e", "#4d7c3a", "#6b4f91"]},
            "legend": {"title": words["period"], "orient": "top"},
        },
        "tooltip": [
            {"field": "label", "title": words["subject"]},
            {"field": "shown", "title": words["amount"]},
            {"field": "span", "title": words["period"]},
        ],
    }
    spans = len({row["span"] for row in rows})
    return _chart(language, name, rows, {"mark": "bar", "encoding": encoding}, max(120, 26 * spans * len(labels)))


def _chart(language: str, name: str, rows: Sequence[Any], body: Mapping[str, Any], height: int) -> dict[str, Any]:
    config = {
        "font": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
        "view": {"stroke": None},
        "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#dfe4ea", "labelColor": "#333d47"},
        "legend": {"labelFontSize": 13},
        "bar": {"cornerRadiusEnd": 2},
    }
    decimal, group = (",", ".") if language == "vi" else (".", ",")
    spec = {
        "$schema": _SCHEMA,
        "description": name,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": list(rows)},
        "config": config,
    }
    return {"spec": spec | dict(body), "decimal": decimal, "group": group, "label": name}
