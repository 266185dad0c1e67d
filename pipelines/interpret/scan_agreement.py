"""Names in the head of a scan, agreed with how the rest of the same scan reads them.

Tone marks over capitals are the smallest strokes of a page and the first that recognition loses ("ĐOÀN KIÊM TRA"). Where the
body prints the same words in small letters, always with other marks, the name is read with those. Letters are never changed,
only marks; and somebody is told to compare it with the picture (``findings``).
"""

import re

from pipelines.language.text import fold
from pipelines.read.model import Document

_WORD = re.compile(r"\w+")
_THREE_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+ [^\W\d_]+")
_ENOUGH = 3
_WINDOW = 3


def agree_with_body(name: str, document: Document) -> str:
    """Return ``name`` with the marks that the body of a scanned ``document`` prints; ``name`` where it is no scan or is silent.

    Three words together must stand in the body three times at least, always with one spelling, which is not that of the name.
    """
    if document.source_format != "pdf_scan":
        return name
    body = " ".join(paragraph.text for paragraph in document.paragraphs() if not paragraph.text.isupper()).lower()
    folded = fold(body)
    words = list(_WORD.finditer(name))
    agreed = list(name)
    for first, last in zip(words, words[_WINDOW - 1 :], strict=False):
        printed = name[first.start() : last.end()]
        if _THREE_WORDS.fullmatch(printed) is None:
            continue
        places = [found.span() for found in re.finditer(rf"\b{re.escape(fold(printed))}\b", folded)]
        forms = {body[start:end] for start, end in places}
        if len(forms) == 1 and len(places) >= _ENOUGH and (form := forms.pop()) != printed.lower():
            agreed[first.start() : last.end()] = form.upper() if printed.isupper() else form
    return "".join(agreed)
