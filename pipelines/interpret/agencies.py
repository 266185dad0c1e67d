"""Agencies as printed: splitting the cell that names several, their kind, their key. Succession and registers live elsewhere."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from pipelines.interpret.records import Record
from pipelines.interpret.rows import DataRow, PrintedTable
from pipelines.language.agency_names import named_kind, printed_names
from pipelines.language.text import collapse, fold, slug

_VERSION = re.compile(r"-(?:19|20)\d\d\Z")
_COMMITTEE = re.compile(r"\b(uy ban nhan dan|ubnd)\b")
_COUNCIL = re.compile(r"\b(?:ubnd|hdnd|hoi-dong-nhan-dan|tinh-uy|thanh-uy)\b")
_ROLES = (("monitor", "monitor_agency"), ("lead", "lead_agency"), ("coordinate", "coordinating_agency"))
# A comma or a slash parts two agencies only where an agency's word follows ("Sở LĐ,TB&XH" is one, "Sở A, Sở B" two).
_HEAD = (
    r"(?:(?:[Cc]ác )(?:sở|doanh nghiệp|phòng|cơ quan|đơn vị|chi nhánh|huyện|xã|trường|bệnh viện|hội|tổ chức|[Ss]àn)\b|"
    r"(?:Các )?(?:Sở|Ban|UBND|HĐND|Ủy ban|Uỷ ban|Văn phòng|Công an|Bộ|Cục|Chi cục|Tổng cục|Đài|Báo|Trung tâm|Bệnh viện|"
    r"Ngân hàng|Tỉnh đoàn|Tỉnh ủy|Tỉnh uỷ|Hội|Hiệp hội|Liên minh|Liên đoàn|Trường|Kho bạc|Tòa án|Viện|BHXH|Bảo hiểm|Doanh nghiệp|"
    r"Phòng|Thanh tra|Bưu điện|Huyện|Chi nhánh)\b)"
)
# The office of a council and its committee is one ("Văn phòng HĐND và UBND").
_SEPARATOR = (
    rf"\s*;\s*|\s*\n\s*|\s*[,/]\s*(?={_HEAD})|(?<!phòng HĐND)\s+và\s+(?=(?:Sở|UBND|Ban|Công an|Văn phòng|Bộ)\b)"
    r"|\s*[,/]\s*(?=(?:{names})\b)(?![^()]*\))"
)
_BULLETS = frozenset("-+•*")
_MAY_SEPARATE = re.compile(r"[;,/\n]|và")
_KINDS = (
    (
        "group",
        re.compile(
            r"(?:cac|nhung|toan the)\b|.*\bcac (?:so|don vi|co quan|nganh|huyen|xa|doanh nghiep)\b"
            r"|doanh nghiep$|(?:so|ban),? (?:ban,? )?nganh"
        ),
    ),
    ("people_committee", re.compile(r"(?:ubnd|uy ban nhan dan|chu tich (?:ubnd|uy ban))\b")),
    (
        "party",
        re.compile(
            r"(?:tinh uy|huyen uy|thanh uy|ban thuong vu|ban to chuc|ban tuyen giao|van phong tinh uy|dang uy)\b"
        ),
    ),
    # "Bộ phận", "Bộ đội", "Bộ Chỉ huy" are no ministries, and "Bộ/ngành" is none in particular.
    (
        "ministry",
        re.compile(
            r"(?:bo(?! (?:phan|doi|chi huy|chu quan)\b)(?!/)|chinh phu|thu tuong|van phong chinh phu|tong cuc|cuc)\b"
        ),
    ),
    ("court", re.compile(r"(?:toa an|vien kiem sat)\b")),
    (
        "union",
        re.compile(r"(?:tinh doan|doan|hoi|hiep hoi|lien doan|lien minh|mat tran|ubmttq|uy ban mat tran|mttq)\b"),
    ),
    ("enterprise", re.compile(r"(?:cong ty|tap doan|ngan hang|buu dien|hop tac xa|htx)\b")),
    ("district", re.compile(r"(?:huyen|thi xa|thanh pho|tp)\b")),
    ("commune", re.compile(r"(?:xa|phuong|thi tran)\b")),
    ("department", re.compile(r"(?:so|ban|van phong|cong an|thanh tra|dai|bao|bo chi huy|bo doi)\b")),
)
_OF_A_PLACE = re.compile(r"\b(?:tinh|thanh pho|tp|huyen|dia phuong)\b")
_GROUP_COMMITTEE = re.compile(
    r"(?:ubnd|uy ban nhan dan) (?:cac |cap )?(?:huyen|xa)\b(?:(?:,| va)|$)|ubnd (?:cac|cap)\b"
    # Several named under one word; what stands behind a comma may also be the province of the one.
    r"|(?:ubnd|uy ban nhan dan) (?:huyen|xa)\b[^,:]*[,:](?! ?(?:tinh|thanh pho) )"
)


@lru_cache(maxsize=4096)
def agency_id(name: str, province_name: str | None) -> str:
    """The key of the agency that ``name`` prints in a document of ``province_name`` (None for central bodies).

    The same department has the same name in every province, so the province is part of the key unless the name says it.

    >>> agency_id("Ủy ban nhân dân tỉnh Hà Nam", "Hà Nam")
    'ubnd-tinh-ha-nam'
    >>> agency_id("Sở Nội vụ", "Hà Nam"), agency_id("Sở Nội vụ tỉnh Hà Nam", "Hà Nam")
    ('so-noi-vu-ha-nam', 'so-noi-vu-ha-nam')
    """
    key = slug(_COMMITTEE.sub("ubnd", fold(collapse(name))))
    place = slug(province_name) if province_name else ""
    if place and not _COUNCIL.search(key):
        # A department is the same with and without "tỉnh" before the name of its province.
        key = re.sub(rf"-(?:tinh|thanh-pho|tp)(?:-{re.escape(place)})?\Z", "", key)
    return key if not place or key.endswith(place) else f"{key}-{place}"


def family_key(agency: str) -> str:
    """The key that all versions of an agency share: the id of a later one ends with the year that it begins in.

    >>> family_key("so-noi-vu-ha-nam-2025")
    'so-noi-vu-ha-nam'
    """
    return _VERSION.sub("", agency)


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(_SEPARATOR.replace("{names}", "|".join(map(re.escape, printed_names()))))


@cache
def _bullet() -> re.Pattern[str]:
    return re.compile(rf"\A[-+•*]\s*|\s[-+•*]\s?(?={_HEAD}|(?:{'|'.join(map(re.escape, printed_names()))})\b)")


@lru_cache(maxsize=4096)
def split_agencies(text: str) -> Sequence[str]:
    """The agencies that one cell names, as printed, without the bullets before them; collective names stay whole.

    The cells of a table name the same agencies again and again.

    >>> split_agencies("Sở TT&TT, Sở Tài chính; UBND huyện, thành phố")
    ['Sở TT&TT', 'Sở Tài chính', 'UBND huyện, thành phố']
    """
    if text[:1] in _BULLETS:
        text = _bullet().sub(";", text)
    parts = _separator().split(text) if _MAY_SEPARATE.search(text) else [text]
    return [bare for part in parts if (bare := part.strip(" ,;/."))]


@lru_cache(maxsize=4096)
def agency_kind(name: str) -> str:
    """The kind of agency that a name as printed tells, by the contract's list; ``other`` where it tells none."""
    folded = fold(name)
    if _GROUP_COMMITTEE.match(folded):
        return "group"
    return named_kind(folded) or next((kind for kind, pattern in _KINDS if pattern.match(folded)), "other")


def is_central(name: str) -> bool:
    """Whether the name is that of a body of the central government and no branch of it in a province.

    >>> is_central("Cục Thương mại điện tử"), is_central("Cục Thống kê tỉnh")
    (True, False)
    """
    return agency_kind(name) == "ministry" and _OF_A_PLACE.search(fold(name)) is None


def agency_record(name: str, province_name: str | None) -> Record:
    """The ``agencies`` row of a name as printed. Validity and succession come with the register of agencies."""
    return {
        "agency_id": agency_id(name, None if is_central(name) else province_name),
        "name": name,
        "kind": agency_kind(name),
    }


def interpret_assignments(
    lines: Iterable[tuple[str, DataRow, PrintedTable]], subject_kind: str, province_name: str | None
) -> tuple[list[Record], list[Record]]:
    """Which agency monitors, leads and coordinates each line: the ``assignments`` and the ``agencies`` they name."""
    assignments: list[Record] = []
    agencies: list[Record] = []
    for key, line, printed in lines:
        for role, kind in _ROLES:
            seen: set[str] = set()
            for column in printed.columns_of(kind):
                for name in split_agencies(line.row.cells[column].text):
                    if name in seen:
                        continue
                    seen.add(name)
                    agency = agency_record(name, province_name)
                    agencies.append(agency)
                    assignments.append(
                        {
                            "subject_kind": subject_kind,
                            "subject_key": key,
                            "role": role,
                            "agency_id": agency["agency_id"],
                            "agency_text": name,
                        }
                    )
    return assignments, agencies
