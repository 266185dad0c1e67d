"""The same documents received in another form: identity and sections stay what they are."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise, product

import pytest

from pipelines.interpret.records import Record
from pipelines.read.model import RemarkKind, SourceRejected
from tests.interpret import (
    test_kinds_decisions,
    test_kinds_heads,
    test_kinds_others,
    test_kinds_pages,
    test_kinds_plans,
    test_kinds_reports,
)
from tests.interpret.texts import interpret, outline, read

# Either place of the tone mark is right where no consonant follows.
_OLD_STYLE = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ụy": "uỵ",
    "ÒA": "OÀ", "ÓA": "OÁ", "ỦY": "UỶ", "ÚY": "UÝ", "Ủy": "Uỷ", "Úy": "Uý",
}  # fmt: skip
_NEW_STYLE = {old: new for new, old in _OLD_STYLE.items()}


def _move_tone_marks(text: str, places: dict[str, str]) -> str:
    return re.sub(rf"(?:{'|'.join(places)})(?![^\W\d_])", lambda found: places[found[0]], text)


def _collapse_columns(text: str) -> str:
    return "\n".join(("\f" if line.startswith("\f") else "") + " ".join(line.split()) for line in text.split("\n"))


def _shift(text: str) -> str:
    return "\n".join(f"   {line}" if line.strip() and line[0] != "\f" else line for line in text.split("\n"))


TURNS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "old places of tone marks": lambda text: _move_tone_marks(text, _OLD_STYLE),
    "double spacing": lambda text: text.replace("\n", "\n\n"),
    "blanks at line ends": lambda text: text.replace("\n", " \n"),
    "blanks at line ends, double spacing": lambda text: text.replace("\n", " \n\n"),
    "columns run together": _collapse_columns,
    "moved to the right": _shift,
    "without blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: f"\ufeff{text}",
}
TEXTS = {
    str(kind.id): str(kind.values[0])
    for kind in (
        *test_kinds_plans.KINDS,
        *test_kinds_pages.KINDS,
        *test_kinds_decisions.KINDS,
        *test_kinds_reports.KINDS,
        *test_kinds_others.KINDS,
        *test_kinds_heads.KINDS,
    )
}
# Names and posts of two signers beside one another cannot be told apart without their columns.
LOST = {("two signers", "columns run together")}


def _comparable(identity: Record, sections: list[Record]) -> object:
    cells = {name: value for name, value in identity.items() if name not in {"source_sha256", "document_id"}}
    return _new_style((cells, outline(sections)))


def _new_style(value: object) -> object:
    match value:
        case str():
            return _move_tone_marks(value, _NEW_STYLE)
        case dict():
            return {name: _new_style(cell) for name, cell in value.items()}
        case list() | tuple():
            return [_new_style(item) for item in value]
    return value


@pytest.mark.parametrize("turn", TURNS)
def test_every_turn_changes_texts(turn: str) -> None:
    assert any(TURNS[turn](text) != text for text in TEXTS.values())


@pytest.mark.parametrize(("kind", "turn"), [pair for pair in product(TEXTS, TURNS) if pair not in LOST])
def test_another_form_of_the_text_has_the_same_records(kind: str, turn: str) -> None:
    turned = TURNS[turn](TEXTS[kind])
    identity, sections, _ = interpret(TEXTS[kind])
    found, found_sections, _ = interpret(turned)
    assert _comparable(found, found_sections) == _comparable(identity, sections)


@pytest.mark.parametrize("turn", ["decomposed", "line ends of Windows", "double spacing", "byte order mark"])
@pytest.mark.parametrize("kind", TEXTS)
def test_the_key_does_not_depend_on_the_form(kind: str, turn: str) -> None:
    assert interpret(TURNS[turn](TEXTS[kind]))[0]["document_id"] == interpret(TEXTS[kind])[0]["document_id"]


@pytest.mark.parametrize(("first", "second"), list(pairwise([*TEXTS, next(iter(TEXTS))])))
def test_a_document_behind_another_one_changes_nothing(first: str, second: str) -> None:
    both = f"{TEXTS[first]}\n{TEXTS[second]}"
    identity, sections, _ = interpret(TEXTS[first])
    found, found_sections, _ = interpret(both)
    remarks = [remark for remark in read(both).remarks if remark.kind is RemarkKind.TWO_DOCUMENTS]
    # What lost its first page has no head that could be seen.
    assert len(remarks) == (second != "first page lost")
    if remarks:
        assert _comparable(found, found_sections) == _comparable(identity, sections)


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_cut_off_is_null_and_never_invented(kind: str) -> None:
    whole, _, _ = interpret(TEXTS[kind])
    lines = TEXTS[kind].split("\n")
    parts = [lines[lost:] for lost in range(1, len(lines) // 2)] + [lines[:kept] for kept in range(8, len(lines))]
    for part in parts:
        try:
            identity, _, _ = interpret("\n".join(part))
        except SourceRejected:
            continue
        printed = ("document_number", "document_symbol", "issue_date", "period_start", "period_end")
        wrong = {name: identity[name] for name in printed if identity[name] not in {None, whole[name]}}
        assert wrong == {}
