"""Pieces: the shortest runs of words of a linearised table that can be (part of) a cell, and what they look like.

Where a line is cut is decided in ``cuts``, which cell a piece belongs to in ``cells``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.language.agency_names import agency_name_pattern
from pipelines.language.measures_words import measure_words
from pipelines.language.numbers import NUMBER
from pipelines.language.text import fold
from pipelines.read.lines import Line

_SHAPES = (
    ("percent", re.compile(rf"[<>=≥≤]{{0,2}}\s*(?:{NUMBER})(?:\s*[-–]\s*(?:{NUMBER}))?\s*%")),
    ("compared", re.compile(rf"[<>=≥≤]{{1,2}}\s*(?:{NUMBER})")),
    ("grouped", re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")),
    ("number", re.compile(rf"(?:{NUMBER})(?:\s+(?:bậc|hạng|điểm))?")),
    ("range", re.compile(rf"(?:{NUMBER})\s*(?:-|–|đến)\s*(?:{NUMBER})(?:\s+(?:bậc|hạng|điểm))?")),
    ("ratio", re.compile(rf"(?:{NUMBER})\s*/\s*(?:{NUMBER}).*")),
    ("dash", re.compile(r"[-–—xX*…]|\.{2,3}")),
)
NUMERIC_SHAPES = frozenset({"percent", "compared", "grouped", "number", "range"})
DIGIT_START = re.compile(r"[<>=≥≤]{0,2}\s*\d")

_AGENCY_START = re.compile(
    r"(cac )?(so|ban|phong|ubnd|vp|vpub|hdnd|uy ban|van phong|cong an|bo|cuc|chi cuc|tong cuc|dai|bao(?! cao)|"
    r"trung tam|benh vien|ngan hang|"
    r"tinh (doan|uy)|huyen (doan|uy)|thanh (uy|pho)|hoi|hiep hoi|lien (minh|doan)|doan|truong|kho bac|thue|toa an|vien|bhxh|bao hiem|"
    r"mat tran|mttq|ubmttq|doanh nghiep|co quan|don vi|nganh|dia phuong|chi nhanh|co so|to chuc|buu dien|cong ty|tap doan|"
    r"bo chi huy|bch|quan su|nha|tct|httx|htx|phong,? ban|xa|huyen)\b"
)
_AGENCY_WORD = re.compile(
    r"(?<![a-z])(so|ubnd|phong|ban|van phong|cong an|don vi|co quan|nganh|tt&tt|doanh nghiep|truyen thong|huyen|thanh pho|xa)(?![a-z])"
)
VALUE_START = re.compile(
    r"(co|khong|dat|da|dang|chua|hoan thanh|tang|giam|toi thieu|toi da|it nhat|tren|duoi|tu|khoang|gan|hon|duy tri|thuc hien|"
    r"phan dau|top|nhom|bac|hang|diem)\b"
)
VALUE_FIRST = frozenset((
    "Có", "Không", "Đạt", "Đã", "Đang", "Chưa", "Hoàn", "Tăng", "Giảm", "Tối", "Ít", "Trên", "Dưới", "Từ", "Khoảng", "Gần", "Hơn",
    "Duy", "Thực", "Phấn", "Top", "Nhóm", "Bậc", "Hạng", "Điểm"
))  # fmt: skip
"""The first word of what ``VALUE_START`` knows, for without its accents "Từ" is "Tư" and "Có" is "Cơ"."""
_COMPARISON = re.compile(
    r"(?:tang|giam)(?: (?:it|it nhat|toi thieu|them|tu|khoang))?|(?:toi thieu|toi da|it nhat|khong qua|khong duoi)|"
    r"(?:tren|duoi|tu|den|dat|khoang|hon|gan|tang|giam|toi thieu|toi da|it nhat|khong qua|khong duoi)(?: (?:tren|duoi|it nhat|them|tu))? "
    r"\d[\d.,]*(?: ?%)?(?: ?(?:-|den) ?\d[\d.,]*(?: ?%)?)?(?: (?:bac|hang|diem|lan|tro len|tro xuong|tro|dtr))*"
)
_FORM = re.compile(
    r"(thue|dau tu|mua sam|mua|thue khoan|du an|de cuong|tu thuc hien|xa hoi hoa|thue dich vu|chi thuong xuyen|dich vu|doi tac|cntt|"
    r"cong nghe thong tin|cong|phan mem|ha tang)(( va |[ ,/]+)(thue|dau tu|mua sam|mua|dich vu|cntt|cong|phan mem))*"
)
_STATUS_WORD = re.compile(
    r"(?<![a-z])(nhiem vu|tiep tuc|trien khai|moi|khai|trien|phat sinh|sinh|chuyen tiep|quyet|dinh|ke hoach|bao cao|"
    r"nghi quyet|he thong|phan mem|hoan thanh|dang thuc hien|van ban|quy che)(?![a-z])"
)
CITATION = re.compile(
    r"theo\b|(ke hoach|quyet dinh|cong van|nghi quyet|nghi dinh|thong tu|chi thi|kh|qd|nq|cv) (so )?(\d|$)|"
    r"\d+/[a-z]|ngay \d|[a-z]+-[a-z]+ ngay|"
    r"\d{1,2}/\d{1,2}/\d{4}|(qd|kh|nq)-?[a-z]*$|^(ubnd|hoach so)"
)
TIME = re.compile(
    r"(quy|thang|nam|hang|thuong xuyen|dinh ky|trong|truoc|den|giai doan|6 thang|ca nam)\b|"
    r"\d{4}( ?- ?\d{4})?$|\d{1,2}/(\d{1,2}/)?\d{4}|q[1-4]"
)
_NO_DATE = re.compile(
    r"theo (chuong|ke hoach|tien do|lo trinh|yeu cau|thoi gian|chi dao|quy dinh|huong dan|su)\b|khi (co|phat sinh)\b|dot xuat|lien tuc|"
    r"(ngay )?sau khi\b|ngay sau\b"
)
PLACE = re.compile(
    r"(cac |toan )?(xa|phuong|thi tran|thi xa|huyen|thanh pho|tp|tinh|thon|ban|khu|to dan pho|ap|quan|dac khu|tt)\b"
)
_SOURCE = re.compile(
    r"(nguon|ngan sach|von|ns|nstw|nsdp|nsnn|nst|nsh|nsx|xa hoi hoa|chi thuong xuyen|trung uong|dia phuong|tai tro)\b"
)
_OPEN_SIGNS = frozenset(",;(/–-")
_UNFINISHED_WORDS = frozenset((
    "và", "của", "các", "về", "cho", "hoặc", "tại", "với", "trong", "từ", "đến", "theo", "là", "do", "để", "bằng",
    "bởi", "như", "thành", "chưa", "không", "đã", "được", "một", "những", "nhưng", "đang", "sẽ", "phải", "khi",
    "nếu", "đạt", "ngày", "tháng", "quý", "đoạn"
))  # fmt: skip
_EVERY = frozenset(("hằng", "hàng", "mỗi", "từng"))
_AREAS, _WHOLE_AREAS = frozenset(("tỉnh", "huyện")), frozenset(("cấp", "của", "trong", "toàn", "từ", "sách", "ns"))
_NUMBERED = frozenset((
    "hoạch", "định", "văn", "quyết", "tư", "thị", "báo", "cáo", "qđ", "kh", "nq", "cv"
))  # fmt: skip
_LIST_WORDS = frozenset((
    "và", "với", "của", "thuộc", "cùng", "hoặc", "giữa", "trong"
))  # fmt: skip
_OFFICE_WORDS = frozenset((
    "phòng", "và", "các", "với", "của", "thuộc", "ngành", "ban", "sở", "vp"
))  # fmt: skip
_OFFICES = frozenset((
    "văn phòng", "chủ tịch", "thường trực", "lãnh đạo", "giám đốc", "thanh tra", "trung tâm", "đảng ủy", "cơ quan",
    "đơn vị", "trực thuộc"
))  # fmt: skip
_NO_VALUE_YET = re.compile(r"(chua (co so lieu|den ky|den thoi diem|thong ke|danh gia|den han)|khong co so lieu)")
_VALUE_WORDS = frozenset(("chưa", "không", "đạt", "được"))
_MORE_UNITS = (
    "%", "‰", "phần trăm", "số lượng", "tỷ lệ", "hệ thống", "người", "đồng", "nghìn đồng", "triệu đồng", "tỷ đồng", "tỉ đồng",
    "1.000 đồng", "giường", "có/không",
)  # fmt: skip
_ASKING = frozenset(("từ", "đến", "trên", "dưới", "khoảng"))
_ASKING_PAIRS = frozenset(("ít nhất", "tối thiểu", "tối đa", "không quá", "không dưới"))
_LEVELS = frozenset(("cấp", "tỉnh", "huyện", "xã", "sở", "phố", "ương"))
_LEVEL = r"(?:cap (?:tinh|huyen|xa|so|thanh pho|trung uong)|(?:khoi )?(?:tinh|huyen|xa))"
_LEVEL_LAST = re.compile(rf"[^0-9]*\d.*[,; ]{_LEVEL}")
_OF_LEVEL = re.compile(rf"[-+]? ?{_LEVEL}:? (?:dat |tren |tu |toi thieu |it nhat )?[<>=≥≤]{{0,2}} ?\d")
_RANKED = re.compile(r"\d{1,4} ?/ ?\d{1,4}")
NUMBERED = frozenset(("cấp", "loại", "hạng", "mức", "quý", "đoạn", "lục", "đợt", "bước"))
"""What a number belongs to that stands on the next line: "bệnh viện hạng | II", "giai đoạn | 1"."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a piece looks like: its shape, how it begins and ends, and how well it suits each kind of content."""

    shape: str
    start: str
    """'upper', 'lower', 'digit', 'bullet' or 'other': how it begins."""
    unfinished: bool
    """Its last word or sign asks for more."""
    sentence_end: bool
    opening: str
    """Its first two words, folded."""
    names_agency: bool
    """It begins like the name of an agency."""
    ends_agency: bool
    """After it another agency can only stand in another cell: no separator, and no office of an agency ("Văn phòng")."""
    lists: bool
    """Its last word or sign lets a list go on."""
    ends_in_name: bool
    """It ends with one capitalised syllable, as in a name that may go on ("tỉnh Bắc", "huyện Sơn")."""
    asks_figure: bool
    """Its last words compare or name a level, and ask for the figure: "Tăng từ 2 đến", "huyện 85%, cấp xã"."""
    asks_year: bool
    """It ends in the word that a year belongs to."""
    folded: str
    words: int

    def suits(self, content: str) -> float:
        """How well the piece suits a column of this ``content``, as a log score."""
        return _SCORES[content](self)


@dataclass(slots=True)
class Piece:
    """A run of words on one line. ``gap`` counts the blanks before it beyond the usual one.

    ``offset``, ``end`` and ``first`` are widths: from the beginning of the line to where the piece begins and ends, and
    of the shortest part of it that can stand on a line.
    """

    text: str
    line: Line
    at_line_start: bool
    gap: int
    trailing: int
    page_break: int
    """0 for none, 1 where the line only looks like the first of a page, 2 where it may well be, 3 where it is."""
    look: Look
    offset: float
    end: float
    first: float
    first_word: str
    forced: bool = False
    """Cut out of a line too long for any one column: its words say less about where a cell begins."""


@lru_cache(maxsize=32768)
def look_of(text: str) -> Look:
    """The look of a piece with this text."""
    folded = fold(text)
    words = folded.count(" ") + 1
    first = text[0]
    shape = "word"
    if not first.isalpha() or len(text) == 1:
        shape = next((name for name, pattern in _SHAPES if pattern.fullmatch(text)), "word")
    if (
        shape == "word"
        and words <= 4
        and VALUE_START.match(folded)
        and text.partition(" ")[0].capitalize() in VALUE_FIRST
    ):
        shape = "phrase"
    if first.isupper():
        start = "upper"
    elif first.islower():
        start = "lower"
    elif DIGIT_START.match(text):
        start = "digit"
    elif first in "-+•*–" and len(text) > 1:
        start = "bullet"
    else:
        start = "other"
    before, _, last = text.rpartition(" ")
    ends = text[-1]
    word, word_before = last.lower(), before.rpartition(" ")[2]
    word_before = word_before.lower() if before else ""
    is_open = ends in _OPEN_SIGNS
    return Look(
        shape=shape,
        start=start,
        unfinished=is_open
        or (word in _UNFINISHED_WORDS and not (before == "" and word in _VALUE_WORDS) and word_before not in _EVERY)
        or (word in _AREAS and before != "" and word_before not in _WHOLE_AREAS)
        or (word == "số" and word_before in _NUMBERED),
        sentence_end=ends in ".;:",
        opening=" ".join(folded.split(" ", 2)[:2]),
        names_agency=start in {"upper", "lower"} and text[1:3] != "ố " and begins_agency(folded),
        ends_agency=not (
            is_open or ends == "&" or word in _OFFICE_WORDS or (word_before and f"{word_before} {word}" in _OFFICES)
        ),
        lists=is_open or ends in "&:" or word in _LIST_WORDS,
        ends_in_name=_ends_in_name(before, last),
        asks_figure=word in _ASKING
        or f"{word_before} {word}" in _ASKING_PAIRS
        or (word in _LEVELS and _LEVEL_LAST.fullmatch(folded) is not None),
        asks_year=word == "năm" and word_before not in _EVERY,
        folded=folded,
        words=words,
    )


@lru_cache(maxsize=32768)
def suits_of(text: str, contents: tuple[str, ...]) -> tuple[float, ...]:
    """How well a piece with this text suits columns of these ``contents``, as log scores."""
    look = look_of(text)
    scores = {content: look.suits(content) for content in set(contents)}
    return tuple([scores[content] for content in contents])


def _ends_in_name(before: str, last: str) -> bool:
    if not before or not last.isalpha() or not last.istitle():
        return False
    return before[-1] == "," or not before.rpartition(" ")[2][:1].isupper()


def begins_agency(folded: str) -> bool:
    """Whether a text, folded, begins like the name of an agency."""
    return _AGENCY_START.match(folded) is not None or agency_name_pattern().match(folded) is not None


def _text_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES or look.shape in {"dash", "ratio"}:
        return -2.5
    return min(2.4, 0.3 * look.words)


def _value_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return 2.6
    if look.shape == "ratio":
        return 0.5 if _RANKED.fullmatch(look.folded) else -1.0
    if _OF_LEVEL.match(look.folded):
        return 1.8
    words = 1.8 - 0.35 * max(0, look.words - 3) if VALUE_START.match(look.folded) else 0.2 - 0.6 * look.words
    if _NO_VALUE_YET.match(look.folded):  # says why no value stands in the column before
        words -= 1.5
    return max(-6.0, words)


def _amount_score(look: Look) -> float:
    if look.shape in {"grouped", "number"}:
        return 2.6
    return 1.0 if look.shape == "dash" else -4.0


def _agency_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return -3.0
    if look.start == "digit":
        return -2.0
    found = 2.2 if look.names_agency else (0.8 if _AGENCY_WORD.search(look.folded) else 0.1)
    return found - 0.12 * max(0, look.words - 5)


def _form_score(look: Look) -> float:
    return 2.5 if look.words <= 8 and _FORM.fullmatch(look.folded) else -3.0


def _status_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return -2.0
    found = len(_STATUS_WORD.findall(look.folded))
    if found:
        return min(2.0, 0.9 * found) - 0.3 * max(0, look.words - 4)
    return -0.2 - 0.3 * max(0, look.words - 3)


def _note_score(look: Look) -> float:
    if look.shape == "ratio" or CITATION.search(look.folded) or _NO_VALUE_YET.match(look.folded):
        return 1.6
    return -1.0 if look.shape in NUMERIC_SHAPES else 0.5 * min(2.4, 0.3 * look.words)


def _time_score(look: Look) -> float:
    if TIME.match(look.folded):
        return 2.0
    return 1.6 if look.start == "upper" and _NO_DATE.match(look.folded) else -1.5


def _unit_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return -3.0
    if look.folded in _folded_units():
        return 1.8
    return (0.8 if look.folded in _unit_beginnings() else 0.4) - 0.8 * look.words


def _source_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return -3.0
    return 2.0 if _SOURCE.match(look.folded) else -0.3 * look.words


@cache
def units() -> frozenset[str]:
    """What the cells of a column of units hold."""
    return frozenset((*measure_words().nouns, *_MORE_UNITS))


@cache
def _folded_units() -> frozenset[str]:
    return frozenset(map(fold, units()))


@cache
def _unit_beginnings() -> frozenset[str]:
    return frozenset(fold(unit.rsplit(" ", 1)[0]) for unit in units() if " " in unit)


def states_value(text: str) -> bool:
    """Whether a line that begins with a small letter may all the same begin a cell: a comparison ("từ 50% trở lên")."""
    return _COMPARISON.fullmatch(fold(text)) is not None


def is_unit(folded: str) -> bool:
    """Whether a text, folded, is a whole unit."""
    return folded in _folded_units()


def begins_unit(text: str) -> bool:
    """Whether a line that begins with a small letter may all the same begin a cell: a unit, or as much of it as fits."""
    folded = fold(text)
    return folded in _folded_units() or folded in _unit_beginnings()


def _place_score(look: Look) -> float:
    if look.shape in NUMERIC_SHAPES:
        return -3.0
    return 2.0 if PLACE.match(look.folded) else 0.1


_SCORES: dict[str, Callable[[Look], float]] = {
    "text": _text_score,
    "value": _value_score,
    "amount": _amount_score,
    "agency": _agency_score,
    "form": _form_score,
    "status": _status_score,
    "note": _note_score,
    "time": _time_score,
    "unit": _unit_score,
    "source": _source_score,
    "place": _place_score,
    "number": lambda _: -6.0,
}
