"""Percentages of running text that state their own numerator and denominator, recomputed.

A percentage is only compared where one clause ties it to both figures ("2.990/11.030 người, đạt 27%"; "... trên tổng số
..., đạt ..."; "..., trong đó ..., chiếm ..."). Where the tie is loose ("10/12 xã đạt 100% ...") agreement is worth a
record and disagreement says nothing. Sums live in ``arithmetic_sums``, lists in ``arithmetic_lists``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.interpret.arithmetic_figures import Clause, Figure, FigureKind
from pipelines.interpret.arithmetic_rounding import Check, Outcome, compare_share, is_truncated, show, verdict

_PERCENT = FigureKind.PERCENT
_TIE = (
    r"(?:(?:va|da|moi|chi|chi moi) )?(?P<tie>dat|chiem|tuong ung|tuong duong|bang|ung|ty le|ti le|=)"
    r"(?: (?:ti|ty) le| (?:ti|ty) trong| voi| la| muc| so)*"
)
_QUALIFIED = r"(?:\s?(?:khoang|tren|hon|gan|xap xi|uoc(?: dat)?|duoi|vuot))?"
# What stands between "a/b" and "p%": the counted noun, then a mark or a word that ties the percentage to the figures.
_BETWEEN = re.compile(rf"(?P<noun>[^;:=(]{{0,110}}?)\s?(?P<mark>[,(=:]|-)?\s?(?:{_TIE})?\s?[=:]?{_QUALIFIED}\s?")
_BRACKETS = re.compile(r"\([^()0-9]{0,120}\)")
_OTHER_SUBJECT = re.compile(
    r"\b(?:tang|giam|vuot|so voi|con lai|trong do|ngoai ra|dong thoi|ty le|ti le|ty trong|trong khi|cung ky|muc tieu|chi tieu"
    r"|ke hoach)\b"
)
# After the percentage: the whole of something else than the denominator.
_OTHER_WHOLE = re.compile(
    r"\s?\)?\s?(?:,\s)?(?:so voi (?!tong)|(?:cua |theo |so |muc )?(?:ke hoach|chi tieu|muc tieu|du toan|kh\b|nghi quyet|cung ky)"
    r"|(?:so )?cung ky|nam truoc|yeu cau|dinh muc|tien do|khoi luong)"
)
_CLEAR_END = re.compile(r"\s?(?:$|[.,;:)\]/]|(?:va|tren|trong)? ?tong\b|(?:cua )?so\b|ve\b|va\b)")
# A place in a ranking, a date or a number is no ratio: "xếp thứ 12/63 tỉnh", "ngày 12/5", "Thông tư số 12/2021".
_RANKING = re.compile(
    r"\b(?:xep|dung|hang|thu|vi tri|bac|diem|ngay|thang|tong diem|quyet dinh|nghi dinh|thong tu|luat|nghi quyet|cong van|ke hoach"
    r"|phien ban|(?<!tong )so)(?: (?:so|thu|hang|la|dat|vi tri))*\s?:?\s?$"
)
_BEFORE_RATIO = re.compile(
    r"\s?(?:\(|,|=)?\s?(?:(?:tuong ung|tuong duong|dat|voi|la|hien co|co|da co|bang|gom|ung|hien nay|tong so|so luong)\s?:?\s?)*"
)
_OF_TOTAL = re.compile(
    r"(?P<noun>[^;.:()]{1,90}?)\b(?:tren|trong|trong so|tren so)\s(?P<total>tong(?: cong)?(?: so)?\s)?(?P<rest>[^;.:()0-9]{0,60})"
)
_LEFT = re.compile(r"[^.;:()0-9]{2,160}[,;] (?:hien )?con(?: lai)?\s")
_WITHIN = re.compile(r"trong (?:do|so do)\b")
_GREATEST_SHARE = 400
_WORLDS_APART = 6
_FURTHEST_TOTAL = 12


def check_ratios(clauses: Sequence[Clause]) -> list[Check]:
    """The percentages of running text whose numerator and denominator stand with them."""
    return [check for clause in clauses if len(clause.figures) > 1 for check in _check(clause)]


def check_rests(clauses: Sequence[Clause]) -> list[Check]:
    """Of "a/b ..., còn c ..." in one sentence: c is what a leaves of b."""
    found: list[Check] = []
    for clause in clauses:
        for index in range(len(clause.figures) - 2):
            if not is_ratio(clause, index):
                continue
            part, whole, rest = clause.figures[index : index + 3]
            if not _LEFT.fullmatch(clause.between(whole, rest)) or rest.kind is not FigureKind.COUNT or rest.qualifier:
                continue
            if clause.sentence_of(part.start) != clause.sentence_of(rest.start) or part.value > whole.value:
                continue
            left = whole.value - part.value
            holds = left == rest.value
            if not holds and clause.noun(whole).split()[:1] != clause.noun(rest).split()[:1]:
                continue
            found.append(
                Check(
                    "count",
                    f"{whole.printed.text} - {part.printed.text} = {show(left)}; văn bản ghi còn {rest.printed.text}: "
                    f"{'khớp' if holds else 'không khớp'}",
                    rest.value,
                    left,
                    holds,
                    clause.passage.place_of(rest.start, rest.end),
                    rest.printed.text,
                )
            )
    return found


def _check(clause: Clause) -> Iterator[Check]:
    figures = clause.figures
    if not any(figure.kind is _PERCENT for figure in figures):
        return
    done: set[int] = set()
    for index, percent in enumerate(figures):
        if percent.kind is not _PERCENT or index in done:
            continue
        found = (
            _after_ratio(clause, index)
            or _before_ratio(clause, index)
            or _of_total(clause, index)
            or _within_total(clause, index)
        )
        if found is None:
            continue
        numerator, denominator, certain = found
        check = compare(clause, numerator, denominator, percent, certain=certain)
        if check is not None:
            done.add(index)
            yield check


def compare(clause: Clause, numerator: Figure, denominator: Figure, percent: Figure, *, certain: bool) -> Check | None:
    """The check of one percentage, None where it says nothing: no whole, a loose tie that does not hold, an estimate."""
    if not denominator.value:
        return None
    # The unit of money stands after the second figure only: 45/60 tỷ đồng.
    shared = denominator.factor if numerator.kind is FigureKind.COUNT else 1
    if numerator.kind is not denominator.kind and clause.between(numerator, denominator).strip() != "/":
        return None
    outcome, computed = compare_share(numerator.value * shared, denominator.value, percent.printed)
    if outcome is Outcome.DIFFERS and percent.qualifier is not None:
        if not _within_qualifier(percent, computed):
            certain = certain and percent.qualifier in {"tren", "hon", "duoi", "vuot"}
        else:
            outcome = Outcome.ROUNDED
    # Figures that are worlds apart are not the two that the percentage is of.
    certain = certain and percent.value <= _WORLDS_APART * computed and computed <= _WORLDS_APART * percent.value
    estimated = numerator.qualifier or denominator.qualifier
    if outcome is Outcome.DIFFERS and (not certain or estimated or computed > _GREATEST_SHARE):
        return None
    return Check(
        "ratio",
        f"Tính lại tỷ lệ {numerator.printed.text}/{denominator.printed.text} = {show(computed)}%; "
        f"văn bản ghi {percent.printed.text}: {verdict(outcome)}",
        percent.value,
        computed,
        outcome is not Outcome.DIFFERS,
        clause.passage.place_of(percent.start, percent.end),
        percent.printed.text,
        truncated=outcome is Outcome.DIFFERS and is_truncated(computed, percent.printed),
    )


def _within_qualifier(percent: Figure, computed: Decimal) -> bool:
    value, step = percent.value, percent.printed.step
    if percent.qualifier in {"tren", "hon", "vuot", "toi thieu", "it nhat"}:
        return computed >= value - step / 2
    if percent.qualifier in {"duoi", "toi da", "khong qua"}:
        return computed <= value + step / 2
    return abs(computed - value) <= max(step * 5, value / 20)


def is_ratio(clause: Clause, index: int) -> bool:
    """Whether the figures at ``index`` and after it are printed as a/b."""
    if index < 0 or index + 1 >= len(clause.figures):
        return False
    first, second = clause.figures[index], clause.figures[index + 1]
    if clause.between(first, second).strip() != "/" or _PERCENT in {first.kind, second.kind}:
        return False
    return _RANKING.search(clause.folded, max(first.start - 40, 0), first.start) is None


def _tail_is(clause: Clause, percent: Figure) -> bool | None:
    """True where the percentage ends its clause, None where it is a share of something else, False where it is not clear."""
    if _OTHER_WHOLE.match(clause.folded, percent.end):
        return None
    return _CLEAR_END.match(clause.folded, percent.end) is not None


def _after_ratio(clause: Clause, index: int) -> tuple[Figure, Figure, bool] | None:
    """a/b noun, đạt p%."""
    if not is_ratio(clause, index - 2):
        return None
    numerator, denominator, percent = clause.figures[index - 2 : index + 1]
    tied = _tied(clause, denominator, percent)
    return None if tied is None else (numerator, denominator, tied)


def _tied(clause: Clause, before: Figure, percent: Figure) -> bool | None:
    """Whether the words between a figure and a percentage tie them: True surely, False perhaps, None they do not."""
    if clause.sentence_of(before.start) != clause.sentence_of(percent.start):
        return None
    clear = _tail_is(clause, percent)
    between = _BRACKETS.sub(" ", clause.between(before, percent))
    found = _BETWEEN.fullmatch(between)
    if clear is None or found is None or _OTHER_SUBJECT.search(found["noun"]):
        return None
    if not found["mark"] and not found["tie"]:
        return None
    # "10/12 xã đạt 100% tiêu chí": without a mark the percentage may be of what follows.
    return clear and (found["mark"] is not None or found["tie"] in {"chiem", "tuong ung", "ty le", "ti le"} or clear)


def _before_ratio(clause: Clause, index: int) -> tuple[Figure, Figure, bool] | None:
    """p% (a/b noun); p%, tương ứng a/b."""
    if not is_ratio(clause, index + 1):
        return None
    percent, numerator, denominator = clause.figures[index : index + 3]
    between = clause.between(percent, numerator)
    if not between.strip() or clause.sentence_of(percent.start) != clause.sentence_of(numerator.start):
        return None
    if _BEFORE_RATIO.fullmatch(between):
        # A percentage of its own after the ratio belongs to it: "đạt 50%, 10/20 xã đạt 60%".
        own = index + 3 < len(clause.figures) and clause.figures[index + 3].kind is _PERCENT
        certain = between.strip()[:1] in {"(", "="} or (not own and "tuong" in between)
        return (numerator, denominator, certain) if certain or not own else None
    if re.fullmatch(r"\s?\([^()0-9;]{1,60}", between) and not _OTHER_SUBJECT.search(between):
        return numerator, denominator, False
    return None


def _of_total(clause: Clause, index: int) -> tuple[Figure, Figure, bool] | None:
    """A noun trên tổng số b noun, đạt p%."""
    if index < 2 or is_ratio(clause, index - 2):
        return None
    numerator, denominator, percent = clause.figures[index - 2 : index + 1]
    if _PERCENT in {numerator.kind, denominator.kind}:
        return None
    if clause.sentence_of(numerator.start) != clause.sentence_of(percent.start):
        return None
    found = _OF_TOTAL.fullmatch(clause.between(numerator, denominator))
    tied = _tied(clause, denominator, percent)
    if found is None or tied is None or not (found["total"] or not found["rest"].strip()):
        return None
    same_noun = clause.noun(numerator).split()[:1] == clause.noun(denominator).split()[:1]
    # "412 thủ tục mức độ 3 và 96 thủ tục mức độ 4 trên tổng số 1.829 thủ tục": the share is of both.
    joined = index > 2 and re.fullmatch(
        r"[^.;]{0,80}(?:\bva|,)\s", clause.between(clause.figures[index - 3], numerator)
    )
    return numerator, denominator, tied and not joined and (found["total"] is not None or same_noun)


def _within_total(clause: Clause, index: int) -> tuple[Figure, Figure, bool] | None:
    """B noun, trong đó a noun, chiếm p%; a total before a part in one sentence agrees or says nothing."""
    if index < 2 or is_ratio(clause, index - 2):
        return None
    part, percent = clause.figures[index - 1 : index + 1]
    if part.kind is _PERCENT:
        return None
    tied = _tied(clause, part, percent)
    if tied is None:
        return None
    sentence = clause.sentence_of(percent.start)
    for at in range(index - 2, max(index - 2 - _FURTHEST_TOTAL, -1), -1):
        total = clause.figures[at]
        if clause.sentence_of(total.start) != sentence:
            break
        own = clause.figures[at + 1].kind is _PERCENT and is_ratio(clause, at - 1)
        within = _WITHIN.search(clause.between(*clause.figures[at + own : at + own + 2]))
        introduced = at == index - 2 and "tong" in clause.folded[max(total.start - 60, 0) : total.start]
        if total.kind is not part.kind or not (within or introduced):
            continue
        sure = tied and within is not None and _same_noun(clause, total, part)
        whole = _whole_of(clause, at, part, percent)
        sure = sure and whole.value >= part.value and _is_own_share(clause, at, index)
        return _of_several(clause, at, index) or (part, whole, sure)
    return None


def _whole_of(clause: Clause, total: int, part: Figure, percent: Figure) -> Figure:
    """What a part is of: after "a/b noun, trong đó" of a, unless only b gives the percentage."""
    whole = clause.figures[total]
    if not is_ratio(clause, total - 1):
        return whole
    if whole.value and compare_share(part.value, whole.value, percent.printed)[0] is not Outcome.DIFFERS:
        return whole
    numerator = clause.figures[total - 1]
    if numerator.kind is whole.kind:
        return numerator
    # The unit of money stands after the second figure only: 45/60 tỷ đồng.
    shared = replace(
        numerator.printed, value=numerator.value * whole.factor, text=f"{numerator.printed.text} {_unit(whole)}"
    )
    return replace(numerator, printed=shared, kind=whole.kind, factor=whole.factor)


def _unit(figure: Figure) -> str:
    return figure.printed.text.lstrip("0123456789., ")


def _is_own_share(clause: Clause, total: int, percent: int) -> bool:
    """Whether the percentage is of the last part only: it is the only one, or those before it have their own."""
    before = clause.figures[total + 1 : percent - 1]
    return not before or any(figure.kind is _PERCENT for figure in before)


def _of_several(clause: Clause, at: int, index: int) -> tuple[Figure, Figure, bool] | None:
    """b, trong đó a noun và c noun, chiếm p%: the parts together, where they make up the percentage."""
    total, percent, parts = clause.figures[at], clause.figures[index], clause.figures[at + 1 : index]
    if len(parts) < 2 or not total.value or any(part.kind is not total.kind for part in parts):
        return None
    together = sum((part.value for part in parts), Decimal(0))
    if compare_share(together, total.value, percent.printed)[0] is Outcome.DIFFERS:
        return None
    text = " + ".join(part.printed.text for part in parts)
    shown = replace(parts[-1].printed, value=together, text=f"({text})")
    return replace(parts[-1], printed=shown), total, True


def _same_noun(clause: Clause, total: Figure, part: Figure) -> bool:
    if total.kind is FigureKind.MONEY:
        return True
    whole, share = clause.noun(total).split()[:1], clause.noun(part).split()[:1]
    return not share or whole == share or (not whole and not share)
