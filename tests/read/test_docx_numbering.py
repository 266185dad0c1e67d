"""DOCX: numbers of lists, which stand nowhere in the text, come before it as a reader sees them."""

import pytest

from pipelines.read.docx import read_docx
from pipelines.read.docx_numbering import format_count
from pipelines.read.model import Document
from tests.read.office_samples import docx, only_table, p, rows, tbl, tc, texts, tr


def _level(at: int, text: str, form: str = "decimal", start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def _list(number: int, *levels: str, abstract: int | None = None, overrides: str = "") -> tuple[str, str]:
    at = number if abstract is None else abstract
    made = f'<w:abstractNum w:abstractNumId="{at}">{"".join(levels)}</w:abstractNum>' if levels else ""
    return made, f'<w:num w:numId="{number}"><w:abstractNumId w:val="{at}"/>{overrides}</w:num>'


def _in(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _read(body: str, *lists: tuple[str, str], styles: str = "") -> Document:
    numbering = "".join(made for made, _ in lists) + "".join(used for _, used in lists)
    return read_docx("a.docx", "0" * 64, docx(body, numbering=numbering, styles=styles))


_LEGAL = (_level(0, "%1.", "upperRoman"), _level(1, "%2."), _level(2, "%2.%3."), _level(3, "%4)", "lowerLetter"))


def test_levels_count_and_begin_again() -> None:
    steps = [0, 1, 2, 2, 3, 3, 1, 2, 0, 1]
    document = _read("".join(p("x", _in(1, level)) for level in steps), _list(1, *_LEGAL))
    printed = ["I. x", "1. x", "1.1. x", "1.2. x", "a) x", "b) x", "2. x", "2.1. x", "II. x", "1. x"]
    assert texts(document) == printed


def test_a_level_that_never_begins_again_goes_on() -> None:
    levels = (_level(0, "Chương %1", "upperRoman"), _level(1, "Điều %2.", more='<w:lvlRestart w:val="0"/>'))
    document = _read("".join(p("x", _in(1, level)) for level in (0, 1, 1, 0, 1)), _list(1, *levels))
    assert texts(document) == ["Chương I x", "Điều 1. x", "Điều 2. x", "Chương II x", "Điều 3. x"]


def test_lists_that_share_a_form_count_on_unless_told_to_begin_again() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    shared = [_list(1, _level(0, "%1.")), _list(2, abstract=1), _list(3, abstract=1, overrides=again)]
    body = "".join(p("x", _in(number)) for number in (1, 1, 2, 3, 3, 1))
    assert texts(_read(body, *shared)) == ["1. x", "2. x", "3. x", "1. x", "2. x", "3. x"]


def test_an_override_may_bring_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{_level(0, "Bước %1:", start=5)}</w:lvlOverride>'
    assert texts(_read(p("x", _in(2)), _list(1, _level(0, "%1.")), _list(2, abstract=1, overrides=own))) == [
        "Bước 5: x"
    ]


def test_legal_numbers_are_decimal_on_every_level() -> None:
    levels = (_level(0, "%1.", "upperRoman"), _level(1, "%1.%2", more="<w:isLgl/>"))
    assert texts(_read(p("x", _in(1)) + p("y", _in(1, 1)), _list(1, *levels))) == ["I. x", "1.1 y"]


def test_bullets_are_dashes_or_what_is_printed() -> None:
    levels = (
        _level(0, "\uf0b7", "bullet"),
        _level(1, "+", "bullet"),
        _level(2, "o", "bullet"),
        _level(3, "–", "bullet"),
    )
    document = _read("".join(p("x", _in(1, level)) for level in range(4)) + p("", _in(1)), _list(1, *levels))
    assert texts(document) == ["- x", "+ x", "- x", "– x"]


def test_styles_bring_their_list() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    first = _level(0, "%1.") + _level(1, "%1.%2.").replace("<w:numFmt", '<w:pStyle w:val="B"/><w:numFmt')
    body = p("x", '<w:pStyle w:val="A"/>') + p("y", '<w:pStyle w:val="B"/>')
    none = p("z", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(_read(body + none, _list(1, first), styles=styles)) == ["1. x", "1.1. y", "z"]


def test_a_style_of_lists_is_followed() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    linked = ('<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="L"/></w:abstractNum>', _list(2, abstract=9)[1])
    assert texts(_read(p("x", _in(2)), _list(1, _level(0, "%1/")), linked, styles=styles)) == ["1/ x"]


def test_row_numbers_of_a_table_may_be_a_list() -> None:
    auto = tc(p("", _in(1)))
    table = tbl(tr("STT", "Tên nhiệm vụ"), tr(auto, "một"), tr(auto, "hai"), tr(tc(p("", _in(1))), "ba"))
    assert rows(only_table(_read(table, _list(1, _level(0, "%1"))))) == [("1", "một"), ("2", "hai"), ("3", "ba")]


def test_deleted_and_hidden_paragraphs_do_not_count() -> None:
    gone = (
        f"<w:p><w:pPr>{_in(1)}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>"
    )
    hidden = p("ẩn", _in(1), "<w:vanish/>")
    assert texts(_read(p("x", _in(1)) + gone + hidden + p("y", _in(1)), _list(1, _level(0, "%1.")))) == ["1. x", "2. y"]


def test_lists_that_are_not_there_print_nothing() -> None:
    assert texts(_read(p("x", _in(7)) + p("y", _in(1, 8)), _list(1, _level(0, "%1.")))) == ["x", "y"]


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [(4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (27, "upperLetter", "AA"), (7, "decimalZero", "07"),
     (0, "upperRoman", "0"), (500, "upperRoman", "500"), (3, "vietnameseCounting", "ba"), (3, "chineseCounting", "3"), (3, "none", "")],
)  # fmt: skip
def test_forms_of_numbers(value: int, form: str, printed: str) -> None:
    assert format_count(value, form) == printed
