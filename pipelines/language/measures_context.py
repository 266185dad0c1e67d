"""What the words around a figure say of it: what is measured, how it is qualified, what a bare number counts.

Which numbers are figures is decided in ``measures``.
"""

import re
from typing import NamedTuple

from pipelines.language.measures_words import measure_words, read_noun, read_unit
from pipelines.language.spans import lower

_LONG = 200
GROWTH = frozenset({"tăng", "giảm", "tăng thêm", "giảm bớt"})
"""The qualifiers that say that a figure is a change."""

COUNTING_HEAD = re.compile(
    r"(?:tổng số|tổng cộng|số lượng|số|tỷ lệ|tỉ lệ|tỷ trọng|mật độ|diện tích|sản lượng|mức(?! độ)|chỉ số|điểm|tổng|bình quân)\b"
)
"""What the name of a number opens with."""

_STATED_GROWTH = re.compile(r"(tăng|giảm)(?: thêm)? so với [^,;.()]{3,40} là$")
_EXPECTED = re.compile(r"(dự kiến)(?: [^\W\d_]+){1,3}$")
_SUBJECT_END = re.compile(
    r"[;:.(),](?=\s|$)|\s\(|[;:)]|/(?=[0-9])(?<=[a-zà-ỹđ]{2}/)| và (?=[0-9])"
    r"|,? (?:trong đó|đồng thời|tăng so|giảm so|so với|tăng|giảm|chiếm|đạt(?=(?: [^\W\d_]+){0,3} [0-9]))\b"
)
_STATES_NEXT = re.compile(r"(?:^|,? )(?:đạt|là)(?: [^\W\d_]+){0,3}\Z")
# Another noun of the same list, as in "100% ấp, khóm được phủ sóng".
_LISTED = re.compile(
    r",\s(?!(?:tăng|giảm|vượt|cao|thấp|bằng|đạt|chiếm|trong|còn|có|được|đã|với|hoàn|góp|qua|nhằm|đảm|bảo|gồm|bao|cụ)\b)"
    r"(?:[^\W\d_]+\s){1,3}(?:được|có|đã|sử dụng|thực hiện|kết nối|triển khai|tham gia|đạt|và|biết)\b"
)
_LONGEST_LISTED = 3
# No noun follows in "cấp huyện 41,3% (15.420/37.337 hồ sơ)", "từ 70% trở lên" and "tăng 9 bậc so với năm 2020".
_NOUN_BEFORE = re.compile(
    r"\s?(?:\(|trở (?:lên|xuống)(?!\w)|so với |theo |(?:xuống|lên)(?: còn| đến| tới| mức)?(?: [0-9]|\s?\Z)"
    r"|(?:kể |tính )?(?:từ|đến) (?:ngày|tháng|năm|nay)\b)"
)
_RATIO_IN_BRACKETS = re.compile(r"\s?\([0-9][0-9.,]*\s?/\s?[0-9][0-9.,]*\)(?= [^\W\d_])")
_TRAILING_QUALIFIER = re.compile(
    r"\s(?:(?:với|đạt|từ|là|có) )?(?:tối thiểu|ít nhất|tối đa|không quá|không dưới|quá|trên|dưới|khoảng|gần|hơn)\Z",
    re.IGNORECASE,
)
_RANKED = re.compile(
    r"[,\s(]*\b(?:(?:xếp|đứng)(?:\s(?:hạng|vị trí|thứ hạng))?(?:\s(?:thứ|hạng|vị trí))?"
    r"|(?:ở )?(?:vị trí(?: thứ)?|thứ hạng|hạng(?: thứ)?))\s*\Z",
    re.IGNORECASE,
)
_LISTED_LABEL = re.compile(
    r"[0-9][^,;:()]*(?:\)?,|\(|\)?;)\s?((?:[^\W\d_]+\s){1,3}[^\W\d_]+"
    r"|(?!(?:đạt|còn|có|là|tăng|giảm|được|gồm|chiếm|bằng|hơn|trên|dưới|gần|khoảng|thêm|cấp|giao|thu|trong|với|và|tại|cho|ước|vượt|mới|xếp)\s)"
    r"[^\W\d_]+):?\s\Z"
)
# "cấp tỉnh 91,2%, cấp huyện 76,5%", but not "đạt 43,9%, thấp hơn mục tiêu 50%"
_LISTED_SHARE = re.compile(
    r"[0-9]\s?%[^,;:()]*\)?[,;]\s?((?!(?:thấp|cao|hơn|tăng|giảm|vượt|chiếm|đạt|từ|bằng|tương|ước|mới|chỉ|trong|mục|kế|còn|là|có|riêng|và|với"
    r"|tỷ|tỉ|so|cùng|gấp|nâng|tối|ít|trên|dưới|gần|khoảng|không|dự|phấn|đã|được)\s)(?:[^\W\d_]+\s){0,3}[^\W\d_]+)\s\Z",
    re.IGNORECASE,
)
_OF_A_WHOLE = re.compile(r"\s?/\s?(?:trên )?tổng\b.*", re.IGNORECASE)
_YEAR_ALONE = re.compile(r"\s?(?:(?:vào|trong|của|đến) )?năm 20\d\d\Z", re.IGNORECASE)
_RANKS = ("thứ", "hạng", "trí", "xếp", "đứng")
_LONGEST_RANK, _LONGEST_RANK_WORD = 40, 7
_QUALIFIERS = ("thiểu", "nhất", "đa", "quá", "dưới", "trên", "khoảng", "gần", "hơn")
_LIST_LABEL = re.compile(r"^\s*\(?(?:[a-zđ]|[ivx]{1,4}|[0-9]{1,2}(?:\.[0-9]{1,2})*)[.)]\s+")
_TRAILING_FIGURE = re.compile(
    r"(?:\s(?:[0-9][0-9.,]*%|[0-9]{1,3}(?:[.,][0-9]+)+|[03-9][0-9]{2,}|[0-9]{3})|\s\([^()]*[0-9][^()]*\))\Z"
)
_STATED_SHARE = re.compile(r"(?:\s(?:đạt|là|chiếm|bằng))?\s[0-9][0-9.,]*\s?%.*\Z")
_DIGIT = re.compile(r"[0-9]")
_ENDS_OF_FIGURES = frozenset("0123456789%)")
_COMPARED_WITH = re.compile(r"(?:.*\s)?so với\s(?=\S)")
_LEADING_FIGURE = re.compile(r"^[0-9][0-9.,/]*\s+(?=[^\W\d_])")
_CLOSING_SIGNS = frozenset(",;:.(")
_OPENING = re.compile(
    r"^(?:trong đó|đồng thời|qua đó|theo đó|cụ thể|ngoài ra|bên cạnh đó|theo thống kê|tính|đến nay|hiện nay|hiện|nay|và|với|có"
    r"|đã|cho|tại|về|đạt|phấn đấu|(?:trong |đến |tính đến |đến hết )?(?:năm|tháng|quý|ngày) [0-9ivx/]+(?: năm 20[0-9]{2})?)\b[,:\s]*",
    re.IGNORECASE,
)
_LISTS = re.compile(r"\b(?:gồm|bao gồm|cụ thể|trong đó|như sau|cụ thể như sau|gồm có)\s?\Z")
_STATED_BEFORE = re.compile(
    r"(?:(?:^|\s)(?:ước )?(?:đạt|là|được)|\s(?:xếp|đứng)\s(?:thứ|hạng|vị trí)|:)\s[^,;:]{0,12}[0-9][0-9.,]*[^,;]*$",
    re.IGNORECASE,
)
_RANGE_OPENS = re.compile(r"(?:\s(?:tăng|giảm|nâng|rút ngắn))?\s(?:từ|khoảng)$")
_GLUED_MARK = re.compile(r"(?<=[^\W\d_]{2})[0-9]{1,2}$")
_PART = re.compile(r"(?:[,;:]\s|\((?:\s|(?=[^()]*\Z)))(?=[^\W\d_])")
_BARE_SHARE = re.compile(r"\s*(?:(?:đạt|chiếm|bằng|tương ứng) )*(?:tỷ|tỉ) lệ\s*")
_DATED = re.compile(r".*(?:20[0-9]{2}|(?:tháng|quý|ngày) [0-9ivx/]+)\s?", re.IGNORECASE)
_AFTER_LABEL = re.compile(
    r"(?:\s(?:được|thêm|mới|khoảng|trên|gần|hơn|dưới|tổng số|tối thiểu|ít nhất|ước|ước đạt))*[\s(]*\Z", re.IGNORECASE
)
_LINKS = frozenset(
    {
        "lên",
        "xuống",
        "còn",
        "theo",
        "kiến",
        "có",
        "gồm",
        "với",
        "cho",
        "tại",
        "và",
        "cả",
        "trong",
        "của",
        "từ",
        "đến",
        "bằng",
        "là",
        "các",
        "những",
        "hoặc",
        "mỗi",
        "đối",
        "về",
    }
)
_NUMBER_NAMES = ("số", "suất", "lượng", "thời gian", "độ dài", "quy mô")
_QUALIFYING = frozenset(
    {"vượt", "hơn", "khoảng", "gần", "trên", "dưới", "tương", "đương", "và", "ứng", "thêm", "ước", "cụ", "thể"}
)
_NAMES = re.compile(r"\s[A-ZĐÀ-Ỹ0-9]")
_LARGER_PART = re.compile(r"(?:[;:]\s|\((?:\s|(?=[^()]*\Z)))(?=[^\W\d_])")


class FigurePlace(NamedTuple):
    """Where a figure stands.

    The start of its numeral, the end of what was read as its number, where the counted noun begins and ends; its unit.
    ``clause_start`` and ``clause_end`` bound its clause, ``limit`` is where the next figure begins. ``is_repeated`` says that
    other figures of the text count the same.
    """

    start: int
    end: int
    noun_at: int | None
    unit_end: int | None
    unit: str | None
    clause_start: int
    clause_end: int
    limit: int
    is_repeated: bool = False


def unit_of(subject: str | None, unit_before: str | None) -> str | None:
    """The unit of a bare number: what its subject says that it counts ("số hộ nghèo"), else what the figure before counts."""
    printed = subject or ""
    named = lower(printed)
    opening = COUNTING_HEAD.match(named)
    at = opening.end() if opening else 0
    if unit_before not in {None, "percent"} and not opening:
        return unit_before
    noun = read_noun(named, at)
    if noun is None or (not opening and _is_no_unit(printed, named, noun[0])):
        return None
    return printed[at : noun[0]].strip()


def _is_no_unit(printed: str, named: str, end: int) -> bool:
    """Whether the noun that a subject opens with is not what is counted: "Cấp xã: 412", "xã Kim: 87", "giải quyết 412"."""
    if named.startswith("cấp ") or _NAMES.match(printed, end):
        return True
    return " ".join(named.split(" ", 2)[:2]) in measure_words().stating


def is_ranked(lowered: str, start: int) -> bool:
    """Whether the words before a number make it a place in a ranking."""
    if not lowered[max(0, start - _LONGEST_RANK_WORD) : start].rstrip().endswith(_RANKS):
        return False
    return _RANKED.search(lowered[max(0, start - _LONGEST_RANK) : start]) is not None


def qualifier_before(lowered: str, start: int) -> str | None:
    """The words right before a number that qualify it; "tăng" of "tăng so với năm 2022 là 5%", "dự kiến" of its verb."""
    before = lowered[max(0, start - 70) : start].rstrip(" (:")
    qualifiers = measure_words().qualifiers
    found: list[str] = []
    while before:
        last = before[before.rfind(" ") + 1 :].lstrip("(")
        match = next((q for q in qualifiers[last] if _ends_with(before, q)), None) if last in qualifiers else None
        if match is None:
            break
        found.append(match)
        before = before[: len(before) - len(match)].rstrip()
    if found:
        return " ".join(reversed(found))
    stated = _STATED_GROWTH.search(before) if "so với" in before else None
    stated = stated or (_EXPECTED.search(before) if "dự kiến" in before else None)
    return stated[1] if stated else None


def _ends_with(before: str, words: str) -> bool:
    """Whether ``before`` ends with these words: "nhà nước đạt" does not with "ước đạt"."""
    return before.endswith(words) and not before[: len(before) - len(words)][-1:].isalpha()


def subject_of(text: str, lowered: str, figure: FigurePlace) -> str | None:
    """What a figure measures: the noun after it with what belongs to it, or what stands before "đạt", "là" and ":"."""
    before = text[max(figure.clause_start, figure.start - 2 * _LONG) : figure.start]
    if before.rstrip().endswith(_RANKS):
        ranked = _RANKED.search(before, max(0, len(before) - _LONGEST_RANK))
        if ranked is not None:
            return _before_subject(before[: ranked.start()]) or None
    stated_at = _stated_at(before)
    subject = ""
    if stated_at is not None:
        subject = _before_subject(before[:stated_at])
        if subject and (figure.unit == "percent" or COUNTING_HEAD.search(subject.lower())):
            return subject
    end = min(
        figure.clause_end, figure.limit if figure.limit > figure.end else figure.clause_end, figure.end + 2 * _LONG
    )
    after = _after(text, lowered, figure, end)
    if figure.noun_at is None and figure.unit is None and (label := _LISTED_LABEL.search(before)) is not None:
        return label[1]  # "6.301 hồ sơ (trước hạn 5.880, đúng hạn 402)"
    if figure.unit == "percent" and not subject and (share := _LISTED_SHARE.search(before)) is not None:
        return share[1]
    if subject and after == "điểm":
        return subject  # a score, and not the place that "07 điểm truy cập" counts
    if after and after == figure.unit and (said := _label(before, subject, is_repeated=figure.is_repeated)):
        return said
    if figure.unit == "percent" and after.startswith("tổng ") and COUNTING_HEAD.match(_before_subject(before).lower()):
        return _before_subject(before)  # "Tỷ lệ ... còn thấp (20% tổng thanh toán)"
    return after or subject or _before_subject(before) or None


def _label(before: str, stated: str, *, is_repeated: bool) -> str:
    """What tells a count from others of the same noun: "quá hạn" of "đúng hạn 98 hồ sơ, quá hạn 2 hồ sơ"."""
    last = before[:-_LONGEST_RANK] + _AFTER_LABEL.sub("", before[-_LONGEST_RANK:])
    if last.endswith((":", " là", " đạt")):
        return stated
    part = last[max(map(last.rfind, ",;:()")) + 1 :].lstrip()
    if not is_repeated:
        said = part.lower()
        if not (said.endswith(_NUMBER_NAMES) or COUNTING_HEAD.match(said)):
            return ""
    if _DIGIT.search(part):
        part = _DATED.sub("", part) if " và " not in part else part.rsplit(" và ", 1)[1]
    part = _RANGE_OPENS.sub("", part)
    while (shorter := _OPENING.sub("", part)) != part:
        part = shorter
    said = part.strip().lower()
    if not said or _DIGIT.search(part) or said.rsplit(" ", 1)[-1] in _LINKS or COUNTING_HEAD.fullmatch(said):
        return ""
    if said in measure_words().arranging or said in GROWTH:
        return ""
    return part if len(part) < _LONG // 2 else ""


def _stated_at(before: str) -> int | None:
    """Where the words that state a figure begin at the end of ``before`` ("đã đạt khoảng", ":"), None where none do."""
    words = measure_words()
    at = len(before.rstrip(" ("))
    if at and before[at - 1] == ":":
        return None if _LISTS.search(before, max(0, at - _LONGEST_RANK), at - 1) else at - 1
    while at > 0:
        cut = before.rfind(" ", 0, at) + 1
        word = before[cut:at].lower()
        if word in words.states and not (word == "được" and before[:cut].rstrip().lower().endswith("đạt")):
            while cut:
                start = before.rfind(" ", 0, cut - 1) + 1
                if before[start : cut - 1].lower() not in words.before_states:
                    break
                cut = start
            return cut
        if word not in words.after_states:
            return None
        at = cut - 1
    return None


def _after(text: str, lowered: str, figure: FigurePlace, end: int) -> str:
    """The noun phrase after a figure; a unit that names nothing ("km") is left out. Commas in a counted list end nothing."""
    words = measure_words()
    if figure.noun_at is None and figure.unit != "percent":
        return ""
    at = figure.noun_at if figure.noun_at is not None else figure.end
    if figure.noun_at is None and (bracket := _RATIO_IN_BRACKETS.match(text, at, end)):
        at = bracket.end()
    if figure.unit is not None and figure.unit.lower().split("/")[0].strip() in words.without_subject:
        at += len(figure.unit) + 1
        unit_end = read_unit(lowered, at)
    else:
        unit_end = figure.unit_end if figure.unit_end is not None else read_unit(lowered, at)
    unit_end = max(unit_end or at, at + 1)
    if _NOUN_BEFORE.match(text, at, end):
        return ""
    cut = _SUBJECT_END.search(text, unit_end - 1 if text[unit_end - 1 : unit_end] in _CLOSING_SIGNS else unit_end, end)
    if (
        cut is not None
        and figure.unit == "percent"
        and len(text[at : cut.start()].split()) <= _LONGEST_LISTED
        and (listed := _LISTED.match(text, cut.start(), end))
    ):
        cut = _SUBJECT_END.search(text, listed.end(), end)
    stop = cut.start() if cut else end
    part = text[at:stop]
    if "/" in part:
        part = _OF_A_WHOLE.sub("", part)
    if "20" in part and figure.unit == "percent":
        part = _YEAR_ALONE.sub("", part)
    if stop == end and end < len(text):
        part = _TRAILING_QUALIFIER.sub("", part.rstrip(" ,"))
        if end == figure.limit:
            part = _STATES_NEXT.sub("", part)
        while part and part[part.rfind(" ") + 1 :].lower() in words.connecting:
            part = part[: max(part.rfind(" "), 0)].rstrip(" ,")
    part = _without_mark(part.strip(" ,-–)%/"))
    return part.strip('“”"') if part.count("“") != part.count("”") or part.count('"') % 2 else part


def _before_subject(before: str) -> str:
    closed = before.find(")")
    if closed >= 0 and before.find("(", 0, closed) < 0:
        before = before[closed + 1 :]  # the clause begins in brackets that are closed before the figure
    part = _PART.split(before)[-1]
    if part.strip(" :") in {"Phấn đấu", "phấn đấu"}:
        return ""  # "UBND các xã: Phấn đấu đạt 70% hồ sơ" is about what follows
    whole = _LARGER_PART.split(before)[-1]
    if len(whole) > len(part) and _goes_on(whole[: len(whole) - len(part)], part):
        part = whole
    elif len(part.split()) < 3 or _BARE_SHARE.fullmatch(part):
        earlier = before[: len(before) - len(part)].rstrip(" ,;:(")
        part = _LARGER_PART.split(_STATED_BEFORE.sub("", earlier))[-1] or ("" if _DIGIT.search(before) else before)
    part = _RANGE_OPENS.sub("", _LIST_LABEL.sub("", part).strip(" ,;:(-–+"))
    while (shorter := _OPENING.sub("", part)) != part:
        part = shorter
    part = _LEADING_FIGURE.sub("", _STATED_BEFORE.sub("", part))
    if part.endswith(_QUALIFIERS):
        part = _TRAILING_QUALIFIER.sub("", part)
    if part[-1:] in _ENDS_OF_FIGURES:
        part = _TRAILING_FIGURE.sub("", part)
    if "%" in part:
        part = _STATED_SHARE.sub("", part)
    if _says_nothing(part) or (_BARE_SHARE.fullmatch(part) and _DIGIT.search(before)):
        return ""
    if before.rstrip().endswith("("):
        part = _COMPARED_WITH.sub("", part)  # "vượt 3,4 điểm so với kế hoạch (75%)"
    return _without_mark(part if len(part) < _LONG else part[part.find(" ", len(part) - _LONG) + 1 :])


def _says_nothing(part: str) -> bool:
    """Whether there are only words that state or qualify a figure: "vượt", "và bằng"."""
    declared = measure_words()
    return all(
        word in declared.states or word in declared.before_states or word in _QUALIFYING
        for word in part.lower().split()
    )


def _goes_on(earlier: str, part: str) -> bool:
    """Whether a part after a comma goes on with the name before it: "phòng, chống mã độc", "tỷ lệ khai thác, dùng lại dữ liệu"."""
    words = part.split()
    if not words or not part[:1].islower() or _DIGIT.search(earlier) or COUNTING_HEAD.match(part):
        return False
    if _says_nothing(part):
        return False
    opening = earlier
    while (shorter := _OPENING.sub("", opening)) != opening:
        opening = shorter
    named = opening.strip(" ,").split()
    if named and named[-1].lower() == "phòng" and words[0] == "chống":
        return True
    return bool(named) and (len(words) < 3 or len(named) == 1 or COUNTING_HEAD.match(opening.lower()) is not None)


def _without_mark(part: str) -> str:
    return _GLUED_MARK.sub("", part) if part[-1:].isdigit() else part
