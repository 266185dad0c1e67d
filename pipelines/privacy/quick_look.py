"""The quick look before the privacy gate: whether a text can hold anything for it. What the gate finds is said in ``rules``.

Nearly every page of an answer and nearly every source holds nothing for the gate, and to ask it takes longer than all the rest; so
this comes first. It only ever errs by calling the gate for nothing. Nothing heavy is imported here.
"""

import re

_ACCOUNTS = tuple(
    word.encode() for word in ("@", "at]", "at)", "at}", "a còng", "a cÒng", ".me/", ".com", "threads.net")
)
# Blanks, points, brackets and the dashes that look like a hyphen, as UTF-8 has them.
_BETWEEN = rb"(?:[ .()-]|\xc2\xa0|\xe2\x80[\x90-\x93])"
# Each begins with plain characters, which makes it quick to find; one pattern of all would be tried at every byte.
_FOUND = tuple(
    map(
        re.compile,
        (
            rb"0(?<![0-9A-Za-z_]0)[1-9](?:[0-9]|" + _BETWEEN + rb"){7}",
            # As no amount that happens to have an 84 in it: eight digits and more follow the country's code.
            rb"84(?<![0-9]84)(?:" + _BETWEEN + rb"{0,3}[0-9]){8}",
            rb"0(?<![0-9A-Za-z_]0)[0-9]{11}(?![0-9A-Za-z_])",
            # Characters that are not seen, as UTF-8 has them.
            rb"\xe2\x80[\x8b\x8e\x8f\xaa-\xae]",
            rb"\xe2\x81[\xa0-\xa9]",
        ),
    )
)
# Control characters, and the first bytes of those that are not seen or are digits of other scripts: rare in Vietnamese text.
_STRANGE = bytes([*range(9), 11, 12, *range(14, 32), 127, 0xC2, 0xD8, 0xD9, 0xDB, 0xE0, 0xEF])
_SHAPES = (
    bytes(
        ord("0") if chr(code).isdigit() else ord("a") if chr(code).isascii() and chr(code).isalpha() else ord(".")
        for code in range(128)
    )
    + b"." * 128
)
_LONG_NUMBERS = (b"0" * 9, b"a" + b"0" * 7)
_ZERO_FIRST = re.compile(rb"0(?:" + _BETWEEN + rb"{0,3}[0-9]){8}")
_NAMES = (
    "cccd", "cmnd", "cmtnd", "cmt", "căn cước", "chứng minh", "định danh", "hộ chiếu", "điện thoại", "sđt", "đt", "dđ",
    "di động", "tel", "phone", "mobile", "liên hệ", "zalo",
)  # fmt: skip


def may_concern_the_gate(text: str) -> bool:
    """Whether ``text``, or several with line breaks between, may hold something that the gate withholds."""
    told = text.encode("utf-8", "replace")
    if b"\\" in told:  # JSON: what was a line break must not look like a letter
        told = told.replace(b"\\n", b"\n").replace(b"\\r", b"\n").replace(b"\\t", b"\n")
        if b"\\u00" in told or b"\\b" in told or b"\\f" in told:
            return True
    lowered = told.lower()
    if any(word in lowered for word in _ACCOUNTS) or any(pattern.search(told) for pattern in _FOUND):
        return True
    if len(told.translate(None, _STRANGE)) != len(told):
        return True
    shapes = told.translate(_SHAPES, b" ")
    if not (any(number in shapes for number in _LONG_NUMBERS) or _ZERO_FIRST.search(told)):
        return False
    words = text.lower()
    return any(name in words for name in _NAMES)
