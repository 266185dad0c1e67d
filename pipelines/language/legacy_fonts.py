"""Which encoding a font's letters are in: the fonts of TCVN3 are named ".Vn...", those of VNI "VNI-..."."""

import re

from pipelines.language.legacy_tables import TCVN3, VNI

# Subset tags of PDF ("ABCDEF+"), escapes of the leading point ("#2E", "_").
_PREFIX = re.compile(r"\A(?:[A-Z]{6}\+)?(?:#2[eE]|_)?")
_TCVN3 = re.compile(r"(?i)\.vn[a-z0-9]|vn(?:time|arial|helve|avant|courier|centur|book|univers|timeh|arialh)")
_VNI = re.compile(r"(?i)vni(?:[-_ .]|(?-i:[A-Z]))")
_STYLE = re.compile(r"(?i)(?:[-_, ]*(?:bold|italic|oblique|regular|normal|mt|narrow))+\Z")


def encoding_of_font(font_name: str) -> str | None:
    """The encoding ("TCVN3", "VNI") that text in the font is in, None for all other fonts.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("ABCDEF+VNI-Times,Bold"), encoding_of_font("Times New Roman")
    ('TCVN3', 'VNI', None)
    """
    name = _PREFIX.sub("", font_name.strip(), count=1)
    if _TCVN3.match(name) and not re.match(r"(?i)vntimes?[ -]?new", name):
        return TCVN3
    return VNI if _VNI.match(name) else None


def is_capitals_font(font_name: str) -> bool:
    """Whether the font prints small letters as capitals (".VnTimeH"): TCVN3 has no other capitals with a tone."""
    name = _STYLE.sub("", font_name.strip())
    return encoding_of_font(font_name) == TCVN3 and name[-1:] in ("H", "h")
