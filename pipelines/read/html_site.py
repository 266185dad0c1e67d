"""Which parts of a web page belong to the site around a document: menus, search boxes, footers. Told by form, never by site."""

import re
from dataclasses import dataclass

from lxml import etree

_SITE_TAGS = frozenset({"nav", "aside", "footer", "header", "menu"})
_SITE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_SITE_WORDS = re.compile(
    r"(?i)(?:^|[\s_-])(?:menu\w*|nav(?:bar|igation)?|breadcrumbs?|footer|sidebar|banner|topbar|toolbar|pagination|social|share"
    r"|related|search(?:box)?|login|copyright|advert\w*|ads)(?:$|[\s_-])"
)
_LISTS = frozenset({"ul", "ol", "div", "td", "tr", "table", "p", "section"})
# What documents print and sites do not; words of a link may be the name of anything.
_OF_DOCUMENT = re.compile(
    r"(?i)cộng h[oò][aà] xã hội|độc lập\s*[-–]\s*tự do|nơi nhận\s*:|căn cứ (?:luật|nghị|quyết)|^\s*điều \d|\bTM\.|\bKT\.|\./\."
)
_FEWEST_LINKS = 5
_LINK_SHARE, _LIST_LINK_SHARE = 0.5, 0.8
_LARGEST_SHARE = 0.4
_LONGEST_PART = 1500


@dataclass(slots=True)
class _Count:
    """How long the text of an element is, how much of it is in links, and whether something in it is of a document."""

    text: int = 0
    linked: int = 0
    links: int = 0
    of_document: bool = False
    tables: int = 0

    def add(self, other: "_Count") -> None:
        self.text += other.text
        self.linked += other.linked
        self.links += other.links
        self.tables += other.tables
        self.of_document = self.of_document or other.of_document


def find_site_parts(root: etree._Element) -> set[etree._Element]:
    """Return the elements under ``root`` that are parts of the site, the outermost ones among others inside them."""
    open_counts = [_Count()]
    candidates: list[tuple[etree._Element, _Count]] = []
    in_link = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            in_link += tag == "a"
            open_counts.append(_Count(links=int(tag == "a"), tables=int(tag in {"th", "caption"})))
            if tag not in {"script", "style"}:
                _count_text(open_counts[-1], element.text, in_link)
            continue
        in_link -= tag == "a"
        count = open_counts.pop()
        if _may_be_of_site(element, count):
            candidates.append((element, count))
        _count_text(count, element.tail, in_link)
        open_counts[-1].add(count)
    most = _LARGEST_SHARE * open_counts[0].text
    return {element for element, count in candidates if count.text <= most}


def _count_text(count: _Count, text: str | None, in_link: int) -> None:
    if not text or text.isspace():
        return
    length = len(text.strip())
    count.text += length
    if in_link:
        count.linked += length
    elif _OF_DOCUMENT.search(text):
        count.of_document = True


def _may_be_of_site(element: etree._Element, count: _Count) -> bool:
    if count.of_document or count.tables or not count.text:
        return False
    share = count.linked / count.text
    if element.tag in _LISTS and count.links >= _FEWEST_LINKS and share >= _LIST_LINK_SHARE:
        return True
    named = " ".join((element.get("class") or "", element.get("id") or ""))
    is_named = (
        element.tag in _SITE_TAGS
        or element.get("role") in _SITE_ROLES
        or (named != " " and _SITE_WORDS.search(named) is not None)
    )
    return is_named and (share >= _LINK_SHARE or count.text <= _LONGEST_PART)
