"""``docs/returns``: a page per kind of return and one of the rules, written from the declarations for readers of the repository.

``python -m pipelines.publish.return_pages FOLDER`` writes them. The page for an agency's clerk is written by hand.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.interpret.returns.declarations import Field, ReturnKind, return_kinds
from pipelines.interpret.returns.rules import return_rules
from pipelines.metadata import datasets

_WRITTEN = "<!-- Written by pipelines/publish/return_pages.py from the declarations in pipelines/interpret/returns. -->"
_FOLLOWS = {
    "reject": "the row waits until it is corrected",
    "contradiction": "the row is taken in with a warning",
    "note": "worth a look",
}


def return_pages() -> dict[str, str]:
    """The pages as Markdown by file name."""
    pages = {f"{name.replace('_', '-')}.md": "\n".join(_page(kind)) + "\n" for name, kind in return_kinds().items()}
    return pages | {"rules.md": "\n".join(_rules()) + "\n"}


def _page(kind: ReturnKind) -> Iterator[str]:
    dataset = datasets()[kind.dataset]
    yield f"# {kind.title} (`{kind.name}`)"
    yield ""
    yield _WRITTEN
    yield ""
    yield f"{dataset.description_en} Version {kind.version} of the template; data on sheet “{kind.sheet}”."
    yield f"Accepted rows are in the dataset [`{kind.dataset}`](../data-dictionary.md#{kind.dataset}), what is wrong with a"
    yield "return in [`submission_issues`](../data-dictionary.md#submission_issues) by these [rules](rules.md)."
    yield ""
    if kind.subject:
        yield f"The template lists every {kind.subject} that the plans of the period have the agency lead or monitor; grey columns are"
        yield "filled in already."
    else:
        yield "The template begins with what the agency named in its last accepted return; there is nothing that a plan assigns."
    yield ""
    yield f"> {kind.about}"
    yield ""
    yield "## Columns"
    yield ""
    yield "| heading | column | what it holds | required | example | also read under these headings |"
    yield "|---|---|---|---|---|---|"
    for field in kind.fields:
        cells = (field.heading, f"`{field.name}`", _holds(field), _required(field), field.example, _headings(field))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""
    yield "## A table without our template"
    yield ""
    groups = [", ".join(f"`{name}`" for name in sorted(group)) for group in kind.recognised_by]
    needed = ", ".join(f"`{name}`" for name in sorted(kind.required))
    yield f"It is taken for this return where it has the columns {needed}, and"
    yield f"{'; or '.join(groups)}; or a line that says who reports (“Đơn vị báo cáo: …”)."
    yield "An agency's own headings are one file in `pipelines/interpret/returns/layouts`."


def _holds(field: Field) -> str:
    parts: list[str] = [field.type + (f", {field.unit}" if field.unit else "")]
    if field.choices:
        parts.append("; ".join(f"{choice.label} (`{choice.code}`)" for choice in field.choices))
    if field.labels and not field.choices:
        parts.append("; ".join(field.labels))
    limits = [f"{sign} {limit}" for sign, limit in (("≥", field.minimum), ("≤", field.maximum)) if limit is not None]
    usual = [
        f"{sign} {limit}"
        for sign, limit in (("≥", field.usual_minimum), ("≤", field.usual_maximum))
        if limit is not None
    ]
    parts += [", ".join(limits)] if limits else []
    parts += [f"usually {', '.join(usual)}"] if usual else []
    parts += [f"or one of: {'; '.join(field.words)}"] if field.words else []
    return ". ".join(parts)


def _required(field: Field) -> str:
    if field.required_if:
        return f"where `{field.required_if[0]}` is {field.required_if[1]}"
    return "yes" if field.required else ""


def _headings(field: Field) -> str:
    shown = []
    for heading in field.headings[1:]:
        until = f" (until {heading.until})" if heading.until else ""
        shown.append(f"{heading.text}{until}")
    return "; ".join(shown)


def _rules() -> Iterator[str]:
    yield "# What returns are held against"
    yield ""
    yield _WRITTEN
    yield ""
    yield "Every cell of a return is checked; what breaks a rule is a row of"
    yield "[`submission_issues`](../data-dictionary.md#submission_issues) and a comment in the feedback workbook. An error there is"
    yield "what sets a row aside, everything else is a warning."
    yield ""
    yield "| rule | asks for | what follows | what the agency is told |"
    yield "|---|---|---|---|"
    for rule in return_rules().values():
        message = rule.message or "compares with other sources in the warehouse"
        yield f"| `{rule.name}` | {rule.title} | {_FOLLOWS[rule.severity]} | {message.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    for name, text in return_pages().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8", newline="\n")
