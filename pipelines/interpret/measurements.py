"""Figures of prose and footnotes -> ``measurements``. What is a figure is decided in ``language.measures``.

Not here: cells of tables, goals (they are ``indicator_targets``; but for what a bracket says beside one), amounts of money
(``budget_lines``).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.language.measures import Measure, find_measures
from pipelines.language.money import Amount
from pipelines.language.spans import lower

_FOOTNOTE, _APPENDIX, _GOAL = PassageKind.FOOTNOTE, PassageKind.APPENDIX, PassageKind.GOAL
_READ = frozenset({PassageKind.PROSE, PassageKind.HEADING, PassageKind.FOOTNOTE, PassageKind.APPENDIX})
_BESIDE = re.compile(
    r"\((?:(?:khoảng|gần|hơn|tương ứng|tương đương|ước|hiện (?:nay|tại|có)|năm 20\d{2}|cùng kỳ)\s*:?\s*)?(?:là |đạt )?\d[^()]*\)",
    re.IGNORECASE,
)
_MARK = re.compile(r"([0-9]{1,2})\s?(?=\D)")
_EACH = ("mỗi ", "ít nhất ", "tối thiểu ", "Mỗi ")
_ROW = re.compile(r"[1-9](?<![0-9.,][1-9])[0-9.,]*%? [0-9][0-9.,]*%? [0-9][0-9.,]*(?:%| |$)")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,2} (?=[A-ZĐÀ-Ỹ][a-zà-ỹ])")
_ROW_LENGTH = 250
_LEADS = re.compile(r"\s*(?:đạt|là|có|còn|ước|[0-9:])")
_DAY = r"(?:ngày )?[0-9]{1,2}(?:/| tháng )[0-9]{1,2}(?:(?:/| năm )20[0-9]{2})?"
_MONTH = r"tháng [0-9]{1,2}(?:(?:/| năm )20[0-9]{2})?"
_PERIOD = re.compile(
    r"(?:so với (?:cùng kỳ(?: năm (?:20[0-9]{2}|trước|ngoái))?|(?:cuối |đầu |cả )?năm (?:20[0-9]{2}|trước|ngoái)"
    rf"|năm học trước|kế hoạch|đầu năm|tháng trước|quý trước|(?:0?[369]|11) tháng (?:đầu |cuối )?năm (?:20[0-9]{{2}}|trước)|{_MONTH})"
    rf"|(?:tính )?(?:từ|kể từ) (?:đầu năm(?: 20[0-9]{{2}})?|{_DAY}|{_MONTH}) đến (?:nay|hết {_DAY}|{_DAY}|{_MONTH})"
    r"|(?:tính |cập nhật )?(?:đến|tới) (?:hết |giữa |cuối |đầu |thời điểm )*"
    rf"(?:{_DAY}|{_MONTH}|năm 20[0-9]{{2}}|quý [ivx]+(?:/20[0-9]{{2}})?)"
    r"|(?:trước|sau) (?:ngày )?[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}"
    r"|(?:trong |của )?(?:0?[369]|11) tháng (?:đầu |cuối )?năm(?: 20[0-9]{2})?"
    r"|(?:trong )?quý (?:[ivx]+|[1-4])(?:/20[0-9]{2}| năm 20[0-9]{2})?"
    rf"|(?:trong )?{_MONTH}"
    r"|(?:trong )?giai đoạn 20[0-9]{2}\s?[-–]\s?20[0-9]{2}"
    r"|(?:trong )?năm (?:học )?20[0-9]{2}(?:\s?[-–]\s?20[0-9]{2})?"
    r"|(?:từ trước |tính )?đến nay|hiện nay|hiện có|hiện tại|trong năm|thời gian qua|trong kỳ)(?!\w)"
)
# What a period may open with and what must follow it, for most of these words open none; a blank or a mark stands before.
_DAY_BEFORE = re.compile(r"ngày [0-9]{1,2} \Z")
_LEAD = re.compile(
    r"[ (,;:“](?:s(?:o với|au (?=ngày|[0-9]))"
    r"|t(?:ính (?=từ|đến|tới)|ừ (?=đầu|ngày|tháng|trước|[0-9])|ới (?=hết|ngày|tháng|năm|quý|[0-9])|rước (?=ngày|[0-9])"
    r"|rong (?=năm|tháng|quý|giai|kỳ|0?[369] |11 )|háng (?=[0-9])|hời gian qua)"
    r"|đến (?=nay|hết|ngày|tháng|năm|quý|giữa|cuối|đầu|thời|[0-9])|kể từ|c(?:ập nhật|ủa (?=0?[369] |11 ))|quý |giai đoạn"
    r"|năm (?=20|học)|hiện (?=nay|có|tại)|0?[369] tháng|11 tháng)"
)


def interpret_measurements(passages: Sequence[Passage], amounts_of: Sequence[Sequence[Amount]]) -> list[Record]:
    """Return the rows of ``measurements`` in reading order, without ``document_id`` and ``record_no``.

    ``amounts_of`` are the amounts of money of each passage, which are no measurements.
    """
    marks = {mark[1] for p in passages if p.kind is _FOOTNOTE and (mark := _MARK.match(p.text))}
    found: list[Record] = []
    for passage, amounts in zip(passages, amounts_of, strict=True):
        text = passage.text
        if passage.kind is _GOAL and "(" in text:
            found += _beside_goal(passage, amounts)
        if passage.kind not in _READ or not (passage.has_digit or any(map(text.__contains__, _EACH))):
            continue
        if (passage.kind is _APPENDIX or len(text) < _ROW_LENGTH) and _ROW.search(text):
            continue  # a row of a table that was not read as one
        is_numbered = passage.kind is _FOOTNOTE or _ROW_NUMBER.match(text) is not None
        measures = find_measures(text, amounts, marks, skip_first=is_numbered)
        if measures and any(map(str.isalpha, text)):  # a figure alone is what is left of a table
            periods = _Periods(text)
            found += [_record(passage, measure, periods) for measure in measures]
    return found


def _beside_goal(passage: Passage, amounts: Sequence[Amount]) -> list[Record]:
    """The figures in brackets beside that of a goal: what it was before, or how many that makes ("80% hộ (khoảng 900 hộ)")."""
    text = passage.text
    spans = [match.span() for match in _BESIDE.finditer(text) if any(map(str.isdigit, text[: match.start()]))]
    if not spans:
        return []
    periods = _Periods(text)
    measures = find_measures(text, amounts, set())
    return [_record(passage, m, periods) for m in measures if any(begin <= m.start < end for begin, end in spans)]


def _record(passage: Passage, measure: Measure, periods: "_Periods") -> Record:
    return {
        "section_id": passage.section_id,
        "subject": measure.subject,
        "value": measure.value,
        "unit": measure.unit,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "qualifier": measure.qualifier,
        "period_text": periods.of(measure),
        "sentence": passage.text[measure.clause.start : measure.clause.end].strip(" -+*•–;"),
        **place_columns(passage.place_of(measure.start, measure.end)),
    }


class _Periods:
    """The periods that one text prints, and which of them a figure belongs to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lowered = lower(text)
        self._read: list[tuple[int, int, bool]] = []
        self._until = 0

    def _read_until(self, end: int) -> None:
        """Read on to ``end``; what no figure's sentence reaches is never looked at."""
        lowered, at = self._lowered, self._until
        while at < end:
            period = _PERIOD.match(lowered, at) if at == 0 else None
            if period is None:
                lead = _LEAD.search(lowered, max(at - 1, 0), end)
                if lead is None:
                    break
                at = lead.start() + 1
                period = _PERIOD.match(lowered, at)
            if period is None or _DAY_BEFORE.search(lowered, max(0, at - 9), at):
                at += 1  # a month within the date of a document is no period
                continue
            self._read.append((*period.span(), lowered.startswith("so với", period.start())))
            at = period.end()
        self._until = max(self._until, end, at)

    def of(self, measure: Measure) -> str | None:
        """The period that the clause prints for the figure: the last before it, else the first after it.

        Else the one that its sentence opens with. "so với ..." belongs to figures that grow or shrink, and to them first.
        """
        clause = measure.clause
        lowered = self._lowered
        self._until = max(self._until, clause.sentence_start)
        self._read_until(clause.end)
        grows = measure.growth_at is not None
        at = measure.growth_at if measure.growth_at is not None else measure.start
        near = self._between(clause.start, clause.end)
        if grows and (compared := [n for n in near if self._read[n][2]]):
            after = [n for n in compared if self._read[n][0] >= measure.end]
            before = [n for n in compared if at - _NEAR < self._read[n][1] <= measure.start]
            own = [n for n in after[:1] if self._read[n][0] - measure.end < _RIGHT_AFTER]
            if chosen := own or before[-1:] or after[:1]:
                return self._printed(chosen[0])
        if lowered[measure.start - 1] == "(" and (said := [n for n in near if self._read[n][1] == measure.start - 2]):
            printed = self._printed(said[0]).removeprefix("so với ")  # "tăng 2% so với năm 2023 (94,6%)"
            return None if printed == "kế hoạch" else printed
        plain = [n for n in near if not self._read[n][2]]
        before = [n for n in plain if self._read[n][1] <= measure.start]
        # "đạt 2,2% (mục tiêu đến năm 2025: 50%)": that year is of what follows it
        after = [n for n in plain if self._read[n][0] >= measure.end and not lowered.startswith(":", self._read[n][1])]
        # "45% năm 2022 và 60% năm 2023": the year right behind is its own
        own = [
            n for n in after[:1] if self._read[n][0] - measure.end <= 1 and not _LEADS.match(lowered, self._read[n][1])
        ]
        if chosen := own or before[-1:] or after[:1]:
            return self._printed(chosen[0])
        # "trước ngày 30/6" in another clause is when something else is due.
        opening = [
            n
            for n in self._between(clause.sentence_start, clause.start)
            if not self._read[n][2] and not self._lowered.startswith("trước ", self._read[n][0])
        ]
        return self._printed(opening[0]) if opening else None

    def _between(self, start: int, end: int) -> range:
        return range(bisect_left(self._read, (start,)), bisect_left(self._read, (end,)))

    def _printed(self, number: int) -> str:
        return self._text[slice(*self._read[number][:2])]


_NEAR = 40
_RIGHT_AFTER = 15
