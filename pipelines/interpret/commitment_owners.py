"""Who is to do what a sentence promises: the agency that it names as acting, else the one its heading is addressed to.

Agencies of table rows stand in their own column; which names are one agency is for the register of agencies.
"""

import json
import re
from collections.abc import Mapping, Sequence

from pipelines.interpret.agencies import agency_record, split_agencies
from pipelines.interpret.records import Record

_PLACES = (
    "tỉnh|huyện|thành phố|thị xã|thị trấn|quận|phường|xã|cấp|các|trung ương|quốc gia|ngành|địa phương|cơ quan"
    "|đơn vị|trực thuộc"
)
_BODIES = (
    r"Ban cán sự(?: đảng)?|Sở|Ban|Bộ|UBND|Ủy ban|Uỷ ban|HĐND|Văn phòng|Công an|Tổng cục|Chi cục|Cục|Thanh tra"
    r"|Tỉnh đoàn|Tỉnh Đoàn|Huyện đoàn|Tỉnh ủy|Tỉnh uỷ"
    r"|Huyện ủy|Đài|Bảo hiểm xã hội|BHXH|Ngân hàng|Kho bạc|Bưu điện|Tập đoàn|VNPT|Viettel|Phòng|Liên minh|Bệnh viện|Tòa án"
    r"|Hội (?=[A-ZĐÀ-Ỹ])|Trường (?=[A-ZĐÀ-Ỹ])"
)
_GROUPS = r"[Cc]ác (?:sở|cơ quan|đơn vị|huyện|phòng|doanh nghiệp|xã|địa phương|bộ)"
_WORD = (
    r"[A-ZĐÀ-Ỹ][^\W\d_]*(?:[&,.][A-ZĐÀ-Ỹ&]+)*(?: [a-zđà-ỹ]+)?|và(?= [A-ZĐÀ-Ỹ])|[-–&]"
    rf"|,(?= (?:[A-ZĐÀ-Ỹ]|{_PLACES}))|{_PLACES}|nhân dân|chuyển đổi số|nông thôn"
)
_GROUP = re.compile(_GROUPS)
_NEXT = re.compile(r"[\s:]*([^\W\d_]+)")
_NAME = re.compile(
    rf"(?<![\w/-])(?:(?:{_BODIES})|{_GROUPS})(?!\w)"
    rf"(?:(?<!,),?\s?(?:(?:{_WORD})(?!\w)|và (?=(?:{_PLACES})\b)))*"
)
_VERBS = frozenset(
    [
        "hỗ",
        "thẩm",
        "đã",
        "đang",
        "sẽ",
        "tiếp",
        "thực",
        "chủ",
        "phối",
        "triển",
        "xây",
        "tham",
        "tổ",
        "có",
        "là",
        "chưa",
        "được",
        "về",
        "trong",
        "trên",
        "theo",
        "để",
        "tại",
        "cho",
        "với",
        "hướng",
        "rà",
        "báo",
        "tổng",
        "ban",
        "công",
        "giao",
        "gửi",
        "làm",
        "lập",
        "kiểm",
        "đôn",
        "định",
        "căn",
        "hoàn",
        "xem",
        "phân",
        "bố",
        "trình",
        "yêu",
        "đề",
        "nâng",
        "tăng",
        "cung",
        "ứng",
        "sử",
        "duy",
        "đánh",
        "cập",
        "kết",
        "thành",
        "chỉ",
        "đẩy",
        "cần",
        "phải",
        "nghiêm",
        "khẩn",
        "chịu",
        "bảo",
        "đảm",
        "tích",
        "quán",
        "phấn",
        "cử",
        "nộp",
        "nghiên",
        "tuyên",
    ]
)
_NOT_ACTING = re.compile(
    r"(?:của|với|trình|báo cáo|gửi|tại|theo|cho|từ|về|qua|đến|tham mưu|chủ tịch|lãnh đạo|thuộc"
    r"|bởi|trước|tới|các cơ quan|các|và|quyết|ở|bộ phận|phối hợp)\s\Z",
    re.IGNORECASE,
)
_GIVES = re.compile(r"\s?(?:giao|phê duyệt|cho phép|ban hành|đồng ý|chỉ đạo|thống nhất|quyết định)(?!\w)")
_HEADED = re.compile(
    r"(?:(?:trách nhiệm|nhiệm vụ)(?: của| cụ thể của)?|giao|đề nghị|đối với|yêu cầu)?\s*:?\s*(?P<name>.+)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:(?:[-–+*•]|[a-zđ]\)|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)])\s*)?")
_LONGEST_HEADING = 160


def acting_agency(text: str, start: int, end: int, stop: int = 0) -> str | None:
    """The agency that acts in ``text[start:end]``, the last before the end; else the one that ``text[end:stop]`` opens with."""
    found = [name for match in _NAME.finditer(text, start, end) if (name := _acting(text, match))]
    if found:
        return found[-1]
    match = _NAME.search(text, end, stop) if stop > end else None
    return _acting(text, match) if match and match.start() - end < 4 else None


def leading_agency(text: str, start: int, end: int) -> str | None:
    """The agency that acts right behind a due text that opens its clause ("Trước ngày 30/6, Sở Nội vụ trình ...")."""
    match = _NAME.match(text, end - len(text[start:end].lstrip(" ,:")), end)
    return _acting(text, match) if match else None


def opening_agency(text: str) -> str | None:
    """The agency that a text opens with ("- Sở Nội vụ đã ...", "Sở Tài chính: ...")."""
    match = _NAME.match(text, _BULLET.match(text).end())  # type: ignore[union-attr]
    return _acting(text, match) if match else None


def headed_agency(section_id: str | None, sections: Mapping[str, Record]) -> str | None:
    """The agency that the heading of a section, or one above it, is addressed to, as printed."""
    while section_id is not None and (section := sections.get(section_id)) is not None:
        title = section.get("title")
        if isinstance(title, str) and (name := agency_of_heading(title)) is not None:
            return name
        parent = section.get("parent_section_id")
        section_id = parent if isinstance(parent, str) else None
    return None


def agency_of_heading(title: str) -> str | None:
    """The agency that a heading consists of ("2.1. Sở Nội vụ: ...", "Trách nhiệm của các sở"); None for other headings."""
    head = title.partition(":")[0].strip(" .")
    match = _HEADED.fullmatch(head)
    if match is None or len(head) > _LONGEST_HEADING:
        return None
    name = match["name"].strip()
    if (found := _NAME.match(name)) is None or name.isupper():
        return None
    rest = name[found.end() :].strip(" ,;.()")
    # Headings name several agencies with words between them; one that goes on with a verb is a task.
    acts = rest.split(" ", 1)[0].lower() in _VERBS if rest else False
    return _trimmed(found[0]) if acts else name


def _acting(text: str, match: re.Match[str]) -> str | None:
    if _NOT_ACTING.search(text, max(0, match.start() - 16), match.start()):
        return None
    name = _trimmed(match[0])
    at = match.start() + len(name)
    if _GIVES.match(text, at):
        return None
    # "hồ sơ các đơn vị cấp tỉnh năm 2022": a group acts only where a verb follows.
    following = _NEXT.match(text, at)
    if _GROUP.match(name) and not (following and following[1].lower() in _VERBS):
        return None
    return name


def _trimmed(name: str) -> str:
    words = name.strip(" ,-–&").split(" ")
    while len(words) > 1 and (words[-1].lower() in _VERBS or words[-1] in {"và", ",", "-", "–"}):
        words.pop()
    return " ".join(words).strip(" ,-–&")


def by_id(sections: Sequence[Record]) -> dict[str, Record]:
    """The sections by their id."""
    return {str(section["section_id"]): section for section in sections}


def name_owners(commitments: Sequence[Record], province_name: str | None) -> list[Record]:
    """Write into each row of ``commitments`` the agencies that its ``owner_text`` names; return their ``agencies`` rows.

    ``owners`` becomes a list of {agency_text, agency_id}, where the id is what the pattern of names makes of the text; which
    agency it means on that day is for the register. It is null where no owner is named.
    """
    agencies: list[Record] = []
    for row in commitments:
        text = row["owner_text"]
        named = split_agencies(text) if isinstance(text, str) else []
        found = [agency_record(name, province_name) for name in dict.fromkeys(named)]
        owners = [{"agency_text": each["name"], "agency_id": each["agency_id"]} for each in found]
        row["owners"] = json.dumps(owners, ensure_ascii=False) if owners else None
        agencies += found
    return agencies
