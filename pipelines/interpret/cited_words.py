"""What stands around the symbol of a cited document: its date, who issued it and what it is about.

Everything is read within a bounded stretch of the text, in the order that Nghị định 30/2020/NĐ-CP prescribes for a citation (type,
symbol, date, issuer, subject) and in the orders that prose uses instead. Which mentions belong together is not decided here.
"""

import re
from collections.abc import Sequence
from datetime import date

from pipelines.interpret.dates import make_date
from pipelines.language.symbols import SymbolSpan

_DMY = (
    r"(?P<day>\d{1,2})(?:\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4}|\d\d)(?!\d)"
    r"|\s+tháng\s+(?P<month2>\d{1,2})\s*,?\s+năm\s+(?P<year2>\d{4}))"
)
# "này" and "ngay" are slips for "ngày" that officials make; a date with slashes needs no word before it.
_DATE_AFTER = re.compile(
    rf"\s*[,(]?\s*(?:(?:ban hành|ký|đề)\s+)?(?P<word>(?:cùng\s+)?(?i:ngày|này|ngay))?\s*(?:{_DMY})\s*\)?", re.IGNORECASE
)
_BLANK_DATE = re.compile(r"\s*,?\s*ngày\s*[\s.…_]*(?:/|tháng)[\s.…_]*(?:\d{1,2})?\s*(?:/|năm)\s*(?:\d{4})?")
_SAME_DAY = re.compile(r"\s*,?\s*(?:ban hành\s+)?cùng ngày(?!\s*\d)")
_ISSUED = r"(?:đã\s+|vừa\s+|cũng\s+|tiếp tục\s+)?(?:ký\s+)?(?:ban hành|ra|ký|có|gửi)(?:\s+các)?\s*:?\s*"
_DATE_BEFORE = re.compile(rf"(?i:ngày)\s+(?:{_DMY})\s*,?\s*[^.,;:\d]{{0,100}}?\s{_ISSUED}\Z")
_UP = "A-ZĐÂĂÊÔƠƯÁÀẢẠẤẦẨẬẮẰẶÉÈẸẾỀỆÍỈÓÒỎỌỐỒỔỘỚỜỞỢÚÙỦỤỨỪỬỰÝỶ"
_HEAD = re.compile(
    r"(?<!\w)(?:(?:Quốc hội|Chính phủ|Thủ tướng|Bộ trưởng|Bộ Chính trị|Ban Bí thư|Trung ương|[UỦ][ỷy] ban|[UỦ][ỶY] BAN|UBND|HĐND|UBMTTQ"
    r"|Hội đồng|Chủ tịch|Phó Chủ tịch|Thường trực|[ỦU]y ban|(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) [uủ][yỷỵ]|Tổng [Cc]ục|Chi cục|Văn phòng"
    r"|Công an|Giám đốc|Chánh|Trưởng ban|Trưởng [Pp]hòng|Thanh tra|Tổ (?:công tác|chuyên gia)|Trung tâm|Tòa án|Ngân hàng|Kho bạc|Liên đoàn"
    rf"|Mặt trận|Tỉnh đoàn|Kiểm toán|Bảo hiểm|Bưu điện|Tập đoàn|Công ty|Viện|Cục)(?!\w)|(?:Bộ|Ban|Sở|Phòng|Vụ|Hội) (?=[{_UP}]"
    r"|cán sự|đã |đề nghị|báo cáo|yêu cầu|xây dựng|ban hành|triển khai))"
)
_CHAIN = re.compile(r"(?:[^\W\d_]+\s+){0,9}\Z")
_NO_NAME = re.compile(r"(?<!\w)(?:tham mưu|trình|đề nghị|phối hợp|giao|và|với|báo cáo|ban hành|đã|giúp|cho|của)(?!\w)")
# "Sở Nội vụ: Hoàn thành việc số hóa theo Kế hoạch số 99" says who acts, not who issued.
_ACTED = re.compile(
    r"[:;()0-9]|(?<!\w)(?:hoàn thành|thực hiện|tiếp tục|tăng cường|đẩy mạnh|rà soát|bố trí|số hóa|số hoá|đến hết|đạt|căn cứ)(?!\w)"
)
_ISSUER_BEFORE = re.compile(rf"\s*(?:(?<!\w)(?:{_ISSUED}|(?:tại|trong|theo)\s*(?:các\s+)?)|:\s*(?:các\s+)?)\Z")
_OF = re.compile(rf"\s*,?\s*(?:[Cc]ủa|do)\s+(?=[{_UP}]|liên |các [Bb]ộ|cấp )")
_LEAD = r"(?:(?:quy định|hướng dẫn|kết luận|thông báo|chỉ đạo)\s+)?(?:về\s+việc|về|[Vv]/[Vv]|Về\s+việc)"
_VERBS = (
    "phê duyệt|ban hành|quy định|hướng dẫn|triển khai|thực hiện|sửa đổi|bổ sung|bãi bỏ|thay thế|công bố|thành lập|kiện toàn|chỉ đạo"
    "|tăng cường|nâng cao|đẩy mạnh|phát động|tổ chức|kết quả|kết luận|phân công|phân bổ|thí điểm|phát triển|chuyển đổi|xây dựng"
    "|hỗ trợ|thông qua|điều chỉnh|hoàn thiện|bảo đảm|đảm bảo|tuyên truyền|đào tạo|bồi dưỡng|kiểm tra|giám sát|đôn đốc|tiếp tục|góp ý"
    "|báo cáo|thông báo|ứng dụng|cung cấp|giao|hành động|tổng kết|sơ kết|đánh giá|khắc phục|rà soát|số hóa|tích hợp|đầu tư"
    "|quản lý|hoạt động|cải cách|cải thiện|phối hợp|tập trung|chấn chỉnh|xử lý|cử|cho phép|đính chính|một số|nhiệm vụ"
)
# Verbs that open a subject also where they are printed with a capital; no body is named by them.
_CAPITAL_VERBS = (
    "Phê duyệt|Ban hành|Quy định|Hướng dẫn|Sửa đổi|Bổ sung|Công bố|Thông qua|Điều chỉnh|Kiện toàn|Thành lập|Bãi bỏ"
    "|Triển khai|Thực hiện|Tăng cường|Đẩy mạnh"
)
_STOP_OF_ISSUER = re.compile(
    rf"(?P<comma>,)|[.;:()\[\]“”\"]|\s-\s(?![{_UP}])|\s(?P<about>về)\s"
    r"|\svà\s+(?=(?i:các\s+)?(?:Nghị|Quyết|Kế|Công (?:văn|điện)|Thông|Chỉ|Báo cáo|Tờ trình|Hướng dẫn|Kết luận"
    r"|Chương trình|Đề án|Phương án|Văn bản|Luật|số)(?!\w)|(?:[^\W\d_]+\s){1,3}số\s+\d)"
    r"|\s(?:v/v|V/v|để|nhằm|tại|trong|trên|thì|là|được|đã|như|đối với|cho|đến|từ|ngày|theo|yêu cầu|đề nghị|gửi|có|khóa"
    rf"|{_VERBS}|{_CAPITAL_VERBS})(?!\w)"
)
_COMMA_OF_NAME = re.compile(rf",\s[{_UP}][^\W\d_]+(?:\s[^\W\d_]+){{0,4}}\s(?:và|-)\s")
# Bodies that no name is said of without what they are for: "Ủy ban Quốc gia về chuyển đổi số".
_BARE_BODY = re.compile(r"(?:[ỦU][yỷ] ban [Qq]uốc gia|(?:Ban [Cc]hỉ đạo|Tổ công tác)(?: (?:quốc gia|Trung ương))?)\Z")
# "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"
_LIST_OF_BODY = re.compile(rf"(?:,\s(?![{_UP}])[^\W\d_]+(?:\s(?![{_UP}])[^\W\d_]+){{0,4}}){{1,3}}\svà\s(?![{_UP}])")
_BODY_ABOUT = re.compile(r"Ban [Cc]hỉ đạo|[ỦU][yỷ] ban [Qq]uốc gia|Hội đồng|Tổ công tác|Tổ [Cc]huyên gia")
# "Sở Nông nghiệp và phát triển nông thôn", "Ban quản lý ...", "Tổ công tác cải cách ...": what a body is for names it.
_NOUN_OF_NAME = re.compile(
    r"\s(?:phát triển|chuyển đổi|quản lý|cải cách|đầu tư|kiểm tra|tổ chức|xây dựng|đào tạo|ứng dụng|phối hợp|giám sát"
    r"|thực hiện|triển khai)(?!\w)"
)
_AWAITS_NOUN = re.compile(
    r"(?:\s(?:và|chuyên trách|liên ngành|quốc gia)"
    r"|(?<!\w)(?:Ban|Tổ|[Cc]hỉ đạo|công tác|[ỦU][yỷ] ban|Trung tâm|Cục|Phòng|Hội đồng|Viện|Quỹ))\Z"
)
_LONGEST_ISSUER = 130
_SUBJECT_START = re.compile(
    rf"\s*(?:[,(:-]?\s*(?:của\s+)?(?:{_LEAD})(?:\s*:)?\s+|[,:-]?\s*(?=(?:{_VERBS}|{_CAPITAL_VERBS})(?!\w)))"
)
_LONGEST_SUBJECT = 900
_NEW_CLAUSE = re.compile(
    r",?\s(?:trong đó|từ đó|qua đó|theo đó|đồng thời|đến nay|nhằm|cụ thể|như sau|căn cứ|trên cơ sở|để)(?!\w)"
    rf"|(?<![Cc]hương)(?<![Qq]uy)(?<![Qq]uá)(?<![Ll]ộ)(?<![Gg]iáo)(?<![Cc]ông)(?<![Tt]ờ)(?<!oàn)(?<!iến)(?<![Ll]ập)\strình\s+(?=[{_UP}])"
    r"|,\s(?:ngày \d|hiện nay|trên thực tế|tính đến)"
)
_GOES_ON = re.compile(rf"\s(?!căn cứ|theo|ban hành|đồng thời|yêu cầu|giao|trong đó|đã|tổ chức|thực hiện)[^\W\d_{_UP}]")
_ALIAS = re.compile(r"\s*\((?:sau đây|dưới đây|gọi|viết)[^()]{0,80}\)")
_ASIDE = re.compile(r"\(\s*(?:cụ thể|sau đây|gọi|viết|trong đó|theo|kèm|đính|chi tiết|có|đã|từ|thay|gồm|bao gồm)(?!\w)")
_LAST_REMARK = re.compile(r"\([^()“”\"]{30,200}\)\s*(?:[.;]|\Z)")
_PLACE = re.compile(rf"(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s(?=[{_UP}]|đã |được )")
_ACTS = re.compile(
    r"[^.;:]{0,110}?\s(?:đã|ban hành|xây dựng|báo cáo|yêu cầu|đề nghị|giao|tổ chức|triển khai|thông báo|phối hợp|được|tiếp tục"
    r"|chỉ đạo|có)(?!\w)"
)
_TOKEN = re.compile(
    rf"[;:()“”\"\[\]]|\.(?=\s*\Z|\s+[{_UP}]|\.|/)|…|,|\s(?=(?:nhằm|để|trong đó|cụ thể|như sau|trình)\s)"
)
JOINS = re.compile(r"\s*(?:[,;]\s*[-–+]?)?\s*(?:và|cùng(?: với)?|hoặc|&)?\s*(?:(?:các|những|tại|theo)\s+)?\Z")
_JOINED_BEFORE = re.compile(r"(?:[,;]|\s(?:và|cùng|hoặc|&))\s*(?:(?:các|những|với|tại|theo)\s+)*\Z")


def _made(match: re.Match[str]) -> date | None:
    year = int(match["year"] or match["year2"])
    return make_date(year + 2000 if year < 100 else year, int(match["month"] or match["month2"]), int(match["day"]))


def read_date_after(text: str, at: int) -> tuple[date | None, int, bool] | None:
    """The date that ``text`` prints from ``at`` on, where it ends, and whether it says that it holds for all named before.

    None where no date stands there; the date is None where the calendar has none ("0/10/1998") or it is left blank.
    """
    match = _DATE_AFTER.match(text, at)
    if match is not None and (match["word"] or match["month"]):
        return _made(match), match.end(), bool(match["word"]) and match["word"].lower().startswith("cùng")
    blank = _BLANK_DATE.match(text, at)
    return (None, blank.end(), False) if blank is not None else None


def same_day_end(text: str, at: int) -> int | None:
    """The end of "cùng ngày" at ``at`` that has no date of its own, None where it does not stand there."""
    match = _SAME_DAY.match(text, at)
    return match.end() if match else None


def read_date_before(before: str) -> date | None:
    """The date that ends ``before`` ("Ngày 03/6/2020, Thủ tướng Chính phủ đã ban hành")."""
    match = _DATE_BEFORE.search(before)
    return _made(match) if match else None


def read_issuer_after(text: str, at: int) -> tuple[str, int] | None:
    """The agency after "của" at ``at``, as printed, and where it ends."""
    of = _OF.match(text, at)
    if of is None:
        return None
    start, limit = of.end(), min(len(text), of.end() + _LONGEST_ISSUER)
    is_body = _BODY_ABOUT.search(text, start, limit) is not None
    end = limit
    for stop in _STOP_OF_ISSUER.finditer(text, start, limit):
        if stop["comma"] and (_COMMA_OF_NAME.match(text, stop.start()) and not _HEAD.match(text, stop.end() + 1)):
            continue
        if stop["comma"] and is_body and _LIST_OF_BODY.match(text, stop.start()):
            continue
        if (
            stop["about"]
            and is_body
            and (_BARE_BODY.search(text, start, stop.start()) is not None or _says_more(text, stop.end()))
            and not text.startswith("việc", stop.end())
        ):
            continue
        if _NOUN_OF_NAME.match(text, stop.start()) and _AWAITS_NOUN.search(
            text, max(start - 1, stop.start() - 30), stop.start()
        ):
            continue
        end = stop.start()
        break
    else:
        end = limit if limit == len(text) else text.rfind(" ", start, limit)
    issuer = text[start:end].strip(" ,-–")
    return (issuer, end) if issuer else None


def _says_more(text: str, at: int) -> bool:
    """Whether the clause goes on to say what the document is about: the "về" before was part of a body's name."""
    clause = re.match(r"[^.;,()“\"]{0,90}?\s(?:về|phê duyệt|ban hành)\s", text[at : at + 100])
    return clause is not None


def read_issuer_before(before: str) -> str | None:
    """The agency at the end of ``before`` that issued what follows ("UBND tỉnh đã ban hành", "của Bộ Nội vụ tại")."""
    before = _ALIAS.sub("", before)
    heads = list(_HEAD.finditer(before))
    said = _ISSUER_BEFORE.search(before, heads[-1].end()) if heads else None
    if said is None:
        return None
    start = heads[-1].start()
    for head in reversed(heads[:-1]):
        between = before[head.start() : start]
        if not _CHAIN.fullmatch(between) or _NO_NAME.search(between):
            break
        start = head.start()
    name = before[start : said.start()].strip(" ,(")
    return name if name and not _NO_NAME.search(name.replace(" và ", " ")) and not _ACTED.search(name) else None


def read_subject(
    text: str, at: int, later: Sequence[SymbolSpan], own_type: str | None, *, is_item: bool
) -> tuple[str, int, int] | None:
    """What the document is about, from ``at`` on, with its start and end; ``later`` are the symbols after it.

    A document cited within the subject belongs to it, one that is named beside it ends it. In an item of a list
    (``is_item``) the subject may hold semicolons ("mức thu, miễn, giảm; thu, nộp, quản lý ...").
    """
    lead = _SUBJECT_START.match(text, at)
    if lead is None:
        return None
    start = lead.end()
    limit = min(len(text), start + _LONGEST_SUBJECT)
    limit = _before_siblings(text, start, limit, later, own_type)
    end = _end_of_clause(text, start, limit, is_item=is_item)
    subject = text[start:end].strip(" ,;.:-–")
    return (subject, start, end) if subject else None


def _before_siblings(text: str, start: int, limit: int, later: Sequence[SymbolSpan], own_type: str | None) -> int:
    nested: SymbolSpan | None = None
    for span in later:
        if span.name_start >= limit:
            break
        joined = _JOINED_BEFORE.search(text, max(start, span.name_start - 24), span.name_start)
        if joined is None:
            nested = span
        elif nested is None or span.type != nested.type or span.type == own_type:
            return joined.start()
    return limit


def _end_of_clause(text: str, start: int, limit: int, *, is_item: bool) -> int:
    depth, quoted = 0, False
    for token in _TOKEN.finditer(text, start, limit):
        mark, at = token[0], token.start()
        if mark in '“”"':
            quoted = mark == "“" or (mark == '"' and not quoted)
            if quoted and not _closes(text, token.end(), limit):
                quoted = False
        elif quoted:
            continue
        elif mark in "([":
            if depth == 0 and (_ASIDE.match(text, at) or _LAST_REMARK.match(text, at)):
                return at
            depth += 1
        elif mark in ")]":
            if depth == 0:
                return at
            depth -= 1
        elif is_item and mark == ";" and _GOES_ON.match(text, token.end()):
            continue
        elif depth == 0 and (mark not in ", " or _begins_clause(text, at)):
            return at
    return limit


def _closes(text: str, at: int, limit: int) -> bool:
    """Whether a quotation that was opened before ``at`` is closed before another is opened."""
    close = re.compile(r"[“”\"]").search(text, at, limit)
    return close is not None and close[0] != "“"


def _begins_clause(text: str, at: int) -> bool:
    if _NEW_CLAUSE.match(text, at):
        return True
    head = _HEAD.match(text, at + 2) or _PLACE.match(text, at + 2) if text[at] == "," else None
    return head is not None and _ACTS.match(text, head.start()) is not None
