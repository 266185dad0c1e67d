"""Great Expectations Data Docs of a release: static pages of what every rule found, the same bytes for the same results.

The pages work offline and hold no time, host or version of the run. What the rules are stands in the suite files; drawing
them is ``gx_data_docs``.
"""

from collections.abc import Iterable
from pathlib import Path

from pipelines.validate.model import ExpectationResult
from pipelines.validate.suite_files import EXPECTATIONS_DIR, Layer, read_rules


def build_data_docs(results: Iterable[ExpectationResult], target_dir: Path) -> tuple[Path, ...]:
    """Write the pages of ``results`` to ``target_dir`` (created if need be) and return their paths, the index first.

    Results of several sources for one rule are added up. One page per layer and dataset: ``records/projects.html``.
    """
    from pipelines.validate import gx_data_docs  # noqa: PLC0415 - takes seconds to import

    pages = gx_data_docs.render_site(add_up_results(results))
    written = []
    for name, html in pages.items():
        path = target_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def add_up_results(results: Iterable[ExpectationResult]) -> tuple[ExpectationResult, ...]:
    """Return one result per suite and rule, counts added up over the sources, in the order of the suite files."""
    totals: dict[tuple[str, str], ExpectationResult] = {}
    for result in results:
        key = (result.suite, result.rule)
        before = totals.get(key)
        evaluated = result.evaluated_count + (before.evaluated_count if before else 0)
        unexpected = result.unexpected_count + (before.unexpected_count if before else 0)
        totals[key] = ExpectationResult(
            suite=result.suite,
            expectation=result.expectation,
            column=result.column,
            severity=result.severity,
            success=result.success and (before is None or before.success),
            evaluated_count=evaluated,
            unexpected_count=unexpected,
            rule=result.rule,
            message=result.message,
        )
    order = _file_order()
    return tuple(totals[key] for key in sorted(totals, key=lambda key: (order.get(key, len(order)), key)))


def _file_order(expectations_dir: Path = EXPECTATIONS_DIR) -> dict[tuple[str, str], int]:
    layers: tuple[Layer, ...] = ("records", "marts")
    rules = (rule for layer in layers for d in read_rules(layer, expectations_dir).values() for rule in d.rules)
    return {(rule.suite, rule.name): at for at, rule in enumerate(rules)}
