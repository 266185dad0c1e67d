"""Counts of running text that are followed by a list of what is counted: "05 huyện: A, B, C, D, E", "13 CSDL" with a footnote.

Marks count surely ("(1) ...; (2) ...", items between semicolons); between commas only names do, since "và" and commas
also stand inside an item. Lists that leave off ("...", "như", "trong đó") count nothing. Items with figures of their own
are summed in ``arithmetic_sums``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.interpret.arithmetic_figures import Clause, Figure, FigureKind
from pipelines.interpret.arithmetic_rounding import Check
from pipelines.interpret.passages import PassageKind

_FOOTNOTE, _CELL, _COUNT = PassageKind.FOOTNOTE, PassageKind.CELL, FigureKind.COUNT
# What plans and reports count and then name, by the words after the figure (folded).
_COUNTED = (
    r"(?:csdl|co so du lieu|he thong|huyen|xa|phuong|thi tran|thanh pho|tinh|don vi|so|co quan|nhiem vu|du an|hang muc|noi dung|nhom"
    r"|quy trinh|dich vu|lop|chi tieu|tieu chi|giai phap|linh vuc|phan mem|ung dung|nen tang|thu tuc|to|truong|benh vien|doanh nghiep"
    r"|ngan hang|mo hinh|cap|tru cot|thanh phan|loai|hinh thuc|diem|tram|van ban|ke hoach|nghi quyet|quyet dinh|phan he|chuc nang"
    r"|muc tieu|kenh|doan|hoi nghi|dong chi|thanh vien|san|nha mang|tap doan|cong ty|hop tac xa|htx|cum|khu|tuyen|chuong trinh|de an"
    r"|bo phan|phong|ban|khau|buoc|yeu to|nguyen tac|phuong thuc|bo tieu chi|san pham|trung tam|kho|cong|trang|chi cuc|cuc|dia phuong"
    r"|thon|ban|khoi|mang|truc|dinh huong|dot|chuyen de|cong trinh|goi thau|thiet bi|danh muc|phan|bao cao|thong tu|nghi dinh)(?![a-z])"
)
_BODIES = re.compile(
    r"(?:so|don vi|co quan|ban|nganh|benh vien|truong|ngan hang|cong ty|tap doan|doanh nghiep|cuc|trung tam|to chuc|phong)(?![a-z])"
)
_TERRITORIES = re.compile(r"(?:huyen|xa|phuong|thi tran|thanh pho|tinh|thon|ban|dia phuong|diem|quan|khu)(?![a-z])")
_OPENING = re.compile(
    rf"\s(?P<noun>{_COUNTED}[^:;.()0-9]{{0,70}}?)(?P<open>\s?\((?:(?:bao )?gom(?: co)?|cu the|la)?\s?:?\s?"
    r"|,?\s(?:bao gom|gom co|gom|cu the la|do la)\s?:?\s|,?(?: (?:sau day|nhu sau|sau|la|cu the|gom|bao gom|gom co|do la))*\s?:\s)"
)
_AND_SO_ON = re.compile(r"\bv\.?\s?v\b")
_NOT_ALL = re.compile(
    r"\b(?:nhu|trong do|dien hinh|nhat la|chu yeu|dac biet|tieu bieu|mot so|vi du|ke ca|cho|voi|tai cac|thuoc)\s?[:(]?\s*$"
)
_MARKER = re.compile(r"\((\d{1,2})\)")
_NOTE = re.compile(rf"\s(?P<noun>{_COUNTED}[^:;.()0-9,]{{0,60}}?)(?<=[a-z&])(?P<note>\d{{1,2}})(?=[\s.,;)]|\Z)")
_NOTE_OPENING = re.compile(r"(?:(?:Bao g|G)ồm(?: có)?|Cụ thể|Đó là)(?: các [a-zà-ỹđ ]{1,30})?\s?:?\s?")
# Names that carry a comma of their own.
_COMPOUND = re.compile(
    r"(?P<a>lao động|văn hóa|văn hoá|cán bộ|công chức|sở|ban|xã|phường|huyện|quận|thị xã|sửa đổi|nông|tổ chức|ngành)"
    r",(?P<b> (?:thương binh|thể thao|công chức|viên chức|người lao động|ban|ngành|phường|thị trấn|thị xã|thành phố|bổ sung|lâm"
    r"|cá nhân|lĩnh vực)\b)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"(?:các )?(?:Sở|Ban|Bộ|Văn phòng|Công an|Thanh tra|UBND|HĐND|Ủy ban|Uỷ ban|Cục|Chi cục|Trung tâm|Đài|Báo|Trường|Bệnh viện|Viện"
    r"|Công ty|Tập đoàn|Ngân hàng|Kho bạc|Phòng|Liên đoàn|Hội|Tỉnh đoàn|Bảo hiểm|Tòa án|Toà án|Viện kiểm sát|BHXH|Quỹ)\b"
)
# A clause after a semicolon that goes on with the sentence and not with the list.
_GOES_ON = re.compile(
    r"(?:đồng thời|ngoài ra|bên cạnh|qua đó|tiếp tục|trong đó|hiện|còn|đã|đang|đến nay|tổ chức|triển khai|đạt|phối hợp|tăng|giảm|số)\b",
    re.IGNORECASE,
)
_NAME_WORDS = 9
_MOST_ITEMS = 60
_LONGEST_LIST = 3000
_LONGEST_NAMES = 900


@dataclass(frozen=True, slots=True)
class Items:
    """How many items a list has: between ``least`` and ``most``; ``certain`` where a count outside is a contradiction."""

    least: int
    most: int
    certain: bool


def check_lists(clauses: Sequence[Clause]) -> list[Check]:
    """The counts of running text whose list stands after them or in the footnote that they point to."""
    notes = {
        number[0]: clause
        for clause in _with_notes(clauses)
        if (number := re.match(r"\d{1,3}(?=\s)", clause.passage.text)) is not None
    }
    found: list[Check] = []
    for clause in clauses:
        if clause.passage.kind is _CELL:
            continue
        for figure in clause.figures:
            if figure.kind is _COUNT and figure.printed.step == 1 and 1 < figure.value <= _MOST_ITEMS:
                found += _check(clause, figure, notes)
    return found


def _with_notes(clauses: Sequence[Clause]) -> Iterator[Clause]:
    return (clause for clause in clauses if clause.passage.kind is _FOOTNOTE)


def _check(clause: Clause, figure: Figure, notes: Mapping[str, Clause]) -> Iterator[Check]:
    if figure.qualifier is not None:
        return
    opening = _OPENING.match(clause.folded, figure.end)
    if opening is not None and not _NOT_ALL.search(opening["noun"]) and not _NOT_ALL.search(opening["open"]):
        start = opening.end()
        if clause.folded[start : start + 1].isdigit():
            return
        text = clause.passage.text[start : _list_end(clause, start, bracket="(" in opening["open"])]
        bare = opening["open"].strip() == "("
        items = count_items(text, claimed=not bare, noun=opening["noun"])
        if items is not None:
            yield from _compare(clause, figure, items, opening["noun"], "danh sách ngay sau đó")
        return
    pointer = _NOTE.match(clause.folded, figure.end)
    note = notes.get(pointer["note"]) if pointer else None
    if pointer is None or note is None:
        return
    body = note.passage.text[len(pointer["note"]) :].strip()
    gom = _NOTE_OPENING.match(body)
    if gom is not None:
        body = body[gom.end() :]
    items = count_items(body[:_LONGEST_LIST].rstrip(" ."), claimed=gom is not None, noun=pointer["noun"])
    if items is not None:
        yield from _compare(clause, figure, items, pointer["noun"], f"danh sách ở chú thích {pointer['note']}")


def _compare(clause: Clause, figure: Figure, items: Items, noun: str, where: str) -> Iterator[Check]:
    holds = items.least <= figure.value <= items.most
    near = items.least <= 3 * figure.value and figure.value <= 3 * items.least
    if not holds and not (items.certain and near):
        return
    counted = int(figure.value) if holds else items.least
    shown = re.sub(
        r"\s(?:bao |sau )?(?:gồm|sau)\Z", "", clause.passage.text[figure.start : figure.end + 1 + len(noun)].strip()
    )
    yield Check(
        "count",
        f"Đếm {where}: {counted} mục; văn bản ghi “{shown}”: {'khớp' if holds else 'không khớp'}",
        figure.value,
        Decimal(counted),
        holds,
        clause.passage.place_of(figure.start, figure.end),
        shown,
    )


def _list_end(clause: Clause, start: int, *, bracket: bool) -> int:
    text = clause.folded
    limit = min(len(text), start + _LONGEST_LIST)
    if _MARKER.match(text, start):
        return limit
    if bracket:
        limit = min(limit, start + _LONGEST_NAMES)
    depth = 1 if bracket else 0
    for found in re.finditer(r"[()]", text[start:limit]):
        depth += 1 if found[0] == "(" else -1
        if bracket and not depth:
            return start + found.start()
    return min(clause.sentence_end(start), limit)


def count_items(text: str, *, claimed: bool, noun: str) -> Items | None:
    """The number of items that ``text`` lists, None where it is no finished list.

    ``claimed``: words such as "gồm" say that it is one; ``noun``: what is counted, folded.

    >>> count_items("Đông Hải, Tây Sơn và An Bình", claimed=True, noun="huyen")
    Items(least=3, most=3, certain=True)
    """
    if _MARKER.match(text):
        return _count_markers(text)
    plain = re.sub(r"\([^()]*\)", "", text).strip(" .;:,")
    if not plain or "…" in plain or "..." in text or plain.endswith(" khác") or _AND_SO_ON.search(plain):
        return None
    if ";" in plain:
        pieces = [piece.strip() for piece in plain.split(";", _MOST_ITEMS) if piece.strip()]
        own = next((at for at, piece in enumerate(pieces) if at and _GOES_ON.match(piece)), len(pieces))
        if own > 1:
            return _count_pieces(pieces[:own], claimed=claimed)
        plain = pieces[0]
    return _count_names(plain, noun)


def _count_markers(text: str) -> Items | None:
    expected = 1
    for found in _MARKER.finditer(text):
        if int(found[1]) == expected:
            expected += 1
        elif int(found[1]) == 1:
            break
    return Items(expected - 1, expected - 1, certain=expected > 2)


def _count_pieces(pieces: list[str], *, claimed: bool) -> Items | None:
    pieces = [re.sub(r"^(?:và|cùng|hoặc)\s+", "", piece) for piece in pieces if piece]
    if len(pieces) < 2 or any(re.match(r"\d", piece) or ":" in piece for piece in pieces):
        return None
    joined = 1 if " và " in pieces[-1] else 0
    return Items(len(pieces), len(pieces) + joined, certain=claimed and "," not in pieces[0])


def _count_names(text: str, noun: str) -> Items | None:
    if len(text) > _LONGEST_NAMES or ":" in text:
        return None
    pieces = [piece.strip() for piece in _COMPOUND.sub(r"\g<a> \g<b>", text).split(",")]
    pieces = [piece for piece in pieces if piece]
    if not pieces or any(re.match(r"\d", piece) for piece in pieces):
        return None
    joined = len(re.findall(r" (?:và|&) ", pieces[-1]))
    most = len(pieces) + (1 if joined else 0)
    organisations = sum(_ORGANISATION.match(piece) is not None for piece in pieces)
    capitals = sum(piece[0].isupper() for piece in pieces)
    if any(len(piece.split()) > _NAME_WORDS for piece in pieces):
        return Items(len(pieces), most, certain=False) if most > 1 else None
    if organisations * 2 > len(pieces):
        return Items(organisations, most, certain=organisations > 1 and _BODIES.match(noun) is not None)
    if _TERRITORIES.match(noun) and all(_is_proper(name) for piece in pieces for name in re.split(" và ", piece)):
        return Items(len(pieces) + joined, len(pieces) + joined, certain=True)
    if len(pieces) > 2 and capitals == len(pieces):
        return Items(len(pieces), most, certain=True)
    return Items(len(pieces), most, certain=False) if most > 1 else None


def _is_proper(name: str) -> bool:
    words = re.sub(r"^(?:huyện|xã|phường|thị trấn|thị xã|thành phố|tỉnh|thôn|bản|quận)\s", "", name.strip()).split()
    return bool(words) and all(word[0].isupper() or word[0].isdigit() for word in words)
