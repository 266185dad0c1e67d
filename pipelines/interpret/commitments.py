"""What a document promises for a day or a period -> ``commitments``: what, by when, who, as printed, with its place.

Due texts are found in ``language.due_dates``; here it is decided whether something is promised. Facts of the past ("đã hoàn
thành tháng 5"), dates of other documents, cut-offs of figures, days from which a law holds and goals ("đến năm 2025 đạt
80%": they are indicator targets) are no commitments. Whether one was kept is for dbt, where later documents are known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.interpret.commitment_lines import LineOf, Rows
from pipelines.interpret.commitment_neighbours import About, find_about
from pipelines.interpret.commitment_owners import acting_agency, by_id, headed_agency, leading_agency, opening_agency
from pipelines.interpret.commitment_words import (
    COMPLETED,
    LABELLED,
    LEADS,
    LONGEST,
    NEAR,
    Promise,
    bare,
    kind_promised,
    subject_of,
    what_promised,
)
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import PrintedTable
from pipelines.language.clauses import Clauses
from pipelines.language.due_dates import DueText, Mode, Unit, find_due_texts, may_hold_due, parse_due_cell
from pipelines.language.patterns import whole_words
from pipelines.language.spans import lower
from pipelines.read.model import Place

_CELL = PassageKind.CELL
_INTENDED = re.compile(
    whole_words((
        "dự kiến", "phấn đấu", "cam kết", "quyết tâm", "dự định", "sẽ", "chậm nhất", "muộn nhất", "hạn chót", "thời hạn",
        "phải (?:hoàn thành|xong)", "bảo đảm (?:hoàn thành|xong)", "đảm bảo (?:hoàn thành|xong)",
    ))
)  # fmt: skip
_COMPLETES = re.compile(rf"{whole_words(('hoàn thành', 'hoàn thiện', 'hoàn tất', 'xong', 'kết thúc'))}(?: xong)?\s?\Z")
_COMPLETED_AT_END = re.compile(rf"{COMPLETED.pattern}\s\Z")
_GOES_ON = re.compile(
    whole_words((
        "dự kiến", "đang", "tiếp tục", "để", "sẽ", "phấn đấu", "chuẩn bị", "nhằm", "yêu cầu", "giao", "đề nghị", "cần", "phải",
        "cam kết",
    ))
)  # fmt: skip
_PAST = re.compile(
    whole_words((
        "đã", "vừa", "từng", "được (?:ban hành|thành lập|công bố)", "so với", "cùng kỳ", "có hiệu lực",
        "hiệu lực (?:từ|kể|thi)", "kể từ", "phiên bản",
        "kèm theo", "sinh năm",
    ))
)  # fmt: skip
_COUNTED_UNTIL = ("số liệu", "dữ liệu", "chốt", "tính", "thống kê", "cập nhật")
_ACTS = re.compile(
    whole_words((
        "hoàn thành", "hoàn thiện", "triển khai", "xây dựng", "tổ chức", "thực hiện", "ban hành", "trình", "gửi", "nộp",
        "báo cáo", "tham mưu", "đưa vào", "vận hành", "lập", "rà soát", "kết nối", "phê duyệt", "công bố", "khai trương", "ký",
        "nghiệm thu", "bàn giao", "số hóa", "số hoá", "cập nhật", "kiểm tra", "đánh giá", "chấm điểm", "thanh toán", "sửa",
        "thay", "giải ngân", "bồi dưỡng", "tập huấn", "đào tạo", "bố trí", "chuyển đổi", "khắc phục", "chấm dứt", "cấp", "mở",
        "làm", "tích hợp", "tổng hợp", "phân bổ", "lắp đặt", "nâng cấp", "mua sắm", "đề xuất", "kiện toàn", "thành lập",
        "thống nhất", "bỏ", "dừng", "xử lý", "kích hoạt", "ngầm hóa", "hạ ngầm", "đấu thầu", "khởi công", "xong", "diễn tập",
        "giao", "cung cấp", "công khai", "cụ thể hóa", "cụ thể hoá", "khảo sát", "quán triệt",
    ))
)  # fmt: skip
_MISSED = re.compile(
    r"(?:chưa|không) (?:hoàn thành|xong|đạt|kịp)[^.]{0,60}(?:lộ trình|thời hạn|tiến độ|kế hoạch|hạn)(?!\w)"
)
_HEADS_DATE = re.compile(r"(?:thời gian|thời hạn|hạn|tiến độ|lộ trình)(?: hoàn thành| thực hiện)?\s?[:(]\s?\Z")
_BEGINS = re.compile(
    r"(?:để (?:thực hiện|triển khai|áp dụng|vận hành|đưa vào)|chuẩn bị|dự kiến|sẽ|bắt đầu|khởi công"
    r"|áp dụng)[^;.]{0,90}\Z"
)
_OF_A_NAME = re.compile(r"\s(?:của|đối với|về việc|theo phiên bản|tại (?:công văn|quyết định|kế hoạch))(?!\w)|[”\"]")
_QUALIFIES = re.compile(
    r"(?:kế hoạch|chương trình|đề án|danh mục|dự toán|kinh phí|nhiệm vụ|dự án)[^,;.]{0,60}(?:thực hiện|triển khai"
    r"|áp dụng)\s\Z"
)
_OUTLOOK = re.compile(r"(?:định hướng|tầm nhìn|giai đoạn|chiến lược|chương trình|đề án)[^,;.]{0,40}\Z")
_ONE_MORE = re.compile(r"\s*(?:\([^()]{1,40}\))?\s*(?:,|;)?\s*(?:và|hoặc)?\s*")
_IS_NAMED = re.compile(r"\s(?:được (?:chọn )?)?(?:là|làm) ngày(?!\w)")
_BEFORE_BARE = ("(", ":", "giao", "thành", "thiện", "tất", "xong", "thúc", "thu", "hạn", "gian", "độ", "trình")
_FEWEST_WORDS = 8
_PROSE = frozenset(
    {PassageKind.PROSE, PassageKind.HEADING, PassageKind.FOOTNOTE, PassageKind.APPENDIX, PassageKind.GOAL}
)
_NO_CELLS = frozenset({"row_number", "result", "baseline", "legal_basis", "unit", "budget", "rate", "lead_agency"})


@dataclass(frozen=True, slots=True)
class _Document:
    """What the sentences are read against: the year for periods without one, and the last day that is past."""

    year: int | None
    past: date | None
    starts: date | None
    is_report: bool


def interpret_commitments(
    passages: Sequence[Passage],
    tables: Sequence[PrintedTable],
    sections: Sequence[Record],
    lines: Sequence[Record],
    identity: Record,
) -> list[Record]:
    """Return the rows of ``commitments`` in reading order, without ``document_id`` and ``record_no``.

    ``lines`` are the records of projects and indicators: a commitment of a table's row says which line it belongs to.
    """
    document = _document(identity)
    headings: Mapping[str, Record] | None = None
    rows: Rows | None = None
    found: list[Record] = []
    for at, passage in enumerate(passages):
        is_cell = passage.kind is _CELL
        if (not is_cell and passage.kind not in _PROSE) or (is_cell and passage.column_kind in _NO_CELLS):
            continue
        if not passage.has_digit and "uý " not in passage.text and "năm" not in passage.text:
            continue
        if is_cell and passage.column_kind == "time":
            due = parse_due_cell(passage.text, document.year)
            dues = []
            if due is not None and _is_ahead(due, document):
                dues = [Promise(due, 0, due.start, Clauses(passage.text).around(due.start, due.end))]
        elif may_hold_due(passage.text):
            dues = _promised(passage, document)
        else:
            continue
        if not dues:
            continue
        headings = headings or by_id(sections)
        if is_cell:
            rows = rows or Rows(tables, lines)
        clauses = Clauses(passage.text)
        for promise in dues:
            about = None if passage.column_kind == "time" else find_about(passages, at, promise, clauses)
            found.append(_record(passage, promise, about, headings, rows if is_cell else None))
    return found


def _document(identity: Record) -> _Document:
    issued, starts, ends = (identity.get(name) for name in ("issue_date", "period_start", "period_end"))
    issued, starts, ends = (day if isinstance(day, date) else None for day in (issued, starts, ends))
    is_report = identity.get("document_type") == "bao_cao"
    year = starts.year if starts and ends and starts.year == ends.year else None
    if year is None and issued is not None and not (starts and ends):
        year = issued.year
    past = (ends or issued) if is_report else (issued or starts)
    return _Document(year, past, starts, is_report)


def _is_ahead(due: DueText, document: _Document) -> bool:
    last = due.last or due.first
    return last is None or document.past is None or last >= document.past


def _promised(passage: Passage, document: _Document) -> list[Promise]:
    """The due texts of a running text for which something is promised."""
    text = passage.text
    lowered = lower(text)
    # The day of a cited document, the year of a plan: nothing bounds anything by a period that no other word heads.
    dues = find_due_texts(text, document.year, heads=_BEFORE_BARE)
    clauses: Clauses | None = None
    found: list[Promise] = []
    after = 0
    for due in dues:
        clauses = clauses or Clauses(text)
        clause = clauses.around(due.start, due.end)
        begins = max(clause.start, after if after <= due.start else clause.start)
        until = due.start
        if found and _ONE_MORE.fullmatch(text, found[-1].due.end, due.start):
            # "trước ngày 20/6 (kỳ 6 tháng) và trước ngày 15/12": the same is promised for another day.
            begins, until = found[-1].begins, found[-1].until
        said = _Said(lowered, due, begins, clause.start, clause.end, clause.sentence_start)
        if _is_promise(said, due, document, passage):
            found.append(Promise(due, begins, until, clause))
        # The day of a cited document parts nothing.
        after = after if due.mode is Mode.BARE else due.end
    return found


class _Said:
    """The words around a due text, in lower case: before it since the due text before, and after it in its clause."""

    def __init__(self, lowered: str, due: DueText, begins: int, opens: int, ends: int, sentence: int) -> None:
        self.before = lowered[max(begins, due.start - LONGEST) : due.start]
        self.clause = lowered[opens : due.start]
        self.after = lowered[due.end : ends]
        self.sentence = lowered[max(sentence, due.start - 2 * LONGEST) : due.start]
        is_bare = not self.before.strip(" ,(:-–+") or LEADS.fullmatch(self.before) is not None
        self.is_first = is_bare or LABELLED.fullmatch(self.before) is not None
        goes_on = [match.start() for match in _GOES_ON.finditer(self.before)]
        self.recent = self.before[goes_on[-1] :] if goes_on else self.before
        self._own = own = self.after if self.is_first or self.after.lstrip().startswith("hoàn thành") else ""
        # "theo hồ sơ đã được duyệt, xong trước ngày": only what belongs to the word of completion says that it is past.
        tail = _COMPLETES.search(self.recent)
        said = self.recent[self.recent.rfind(",", 0, tail.start()) + 1 :] if tail else self.recent
        self.is_past = _tells_of_past(said) or (bool(own) and _tells_of_past(own[:60]))
        # A label stands before it, as in "Thời hạn: tháng 9/2024".
        self.is_headed = self.is_first and lowered[due.start : due.core].rstrip(" (").endswith(":")
        self.is_intended = _INTENDED.search(self.before) is not None

    @property
    def is_completion(self) -> bool:
        """Whether something is to be completed by then."""
        near = self.before[-NEAR:]
        return COMPLETED.search(near) is not None or COMPLETED.match(self.after.lstrip(" ,)")) is not None

    @property
    def acts(self) -> bool:
        """Whether the words say what is to be done."""
        return _ACTS.search(self.recent) is not None or _ACTS.search(self._own) is not None


def _tells_of_past(words: str) -> bool:
    return (words[-1:].isspace() and words[:-1].endswith(_COUNTED_UNTIL)) or _PAST.search(words) is not None


def _is_promise(said: _Said, due: DueText, document: _Document, passage: Passage) -> bool:
    if due.is_strict and said.is_headed:
        return _is_ahead(due, document)
    if due.recurrence is not None:
        if _IS_NAMED.match(said.after):  # a day of remembrance
            return False
        return _ACTS.search(said.clause + said.after + said.sentence) is not None
    if due.last is None and due.first is None and not said.is_completion:
        return False
    if due.mode is Mode.BARE:
        if _MISSED.search(said.sentence) and said.before.rstrip().endswith("("):
            return True
        is_given = said.before.rstrip().endswith("giao") and COMPLETED.match(said.after.lstrip(" ")) is not None
        follows = _COMPLETED_AT_END.search(said.before) is not None
        headed = _HEADS_DATE.search(said.before) is not None
        return is_given or ((follows or headed) and not said.is_past and _is_ahead(due, document))
    if due.is_range and not said.is_intended:
        return False
    if passage.kind is PassageKind.GOAL and due.mode is not Mode.BEFORE and not said.is_completion:
        return False
    if due.mode is Mode.FROM:
        return _BEGINS.search(said.before) is not None and not said.is_past and _is_after(due, document)
    if said.is_past or (due.mode is Mode.AFTER and not said.is_intended):
        return False
    if said.is_intended or (said.is_completion and due.unit is not Unit.YEAR):
        return _is_current(due, document) and (said.acts or said.is_completion or due.is_strict)
    if due.unit is Unit.YEAR:
        return _is_year_promise(said, due, document)
    if document.is_report and due.mode is not Mode.BEFORE and due.last == document.past:
        return False  # the period of the report itself
    if due.mode is Mode.BEFORE and COMPLETED.search(said.recent) is not None:
        return _is_current(due, document)
    acts = said.acts or (due.mode is Mode.BEFORE and not document.is_report)
    return acts and _is_ahead(due, document) and not _OF_A_NAME.match(said.after)


def _is_year_promise(said: _Said, due: DueText, document: _Document) -> bool:
    """A year alone bounds most of what a plan says; it is promised where something is to be completed or held in it."""
    if _OUTLOOK.search(said.before) or _OF_A_NAME.match(said.after) or not _is_current(due, document):
        return False
    if said.is_completion:
        return True
    ends = not said.after.strip(" .;)/")
    return (
        ends
        and due.mode is Mode.IN
        and not document.is_report
        and said.acts
        and _QUALIFIES.search(said.before) is None
        and re.match(r"\W*(?:[^\W\d_]+ ){0,2}(?:tổ chức|hoàn thành|ban hành|trình)(?!\w)", said.before) is not None
    )


def _is_current(due: DueText, document: _Document) -> bool:
    """Whether a due text is not of the time before what the document covers."""
    last = due.last or due.first
    return last is None or document.starts is None or last >= document.starts


def _is_after(due: DueText, document: _Document) -> bool:
    return due.first is not None and (document.past is None or due.first > document.past)


def _record(
    passage: Passage, promise: Promise, about: About | None, headings: Mapping[str, Record], rows: Rows | None
) -> Record:
    text, due = passage.text, promise.due
    clause = promise.clause
    row = rows.of(passage) if rows is not None else None
    is_time = passage.column_kind == "time"
    owner = row.owner if row else None
    if about is not None and about.owner:
        owner = about.owner
    elif not is_time:
        owner = (
            acting_agency(text, clause.start, due.start, clause.end)
            or (None if text[clause.start : due.start].strip() else leading_agency(text, due.end, clause.end))
            or acting_agency(text, clause.sentence_start, clause.start)
            or opening_agency(text)
            or owner
        )
    if owner is None and passage.kind is not PassageKind.FOOTNOTE and row is None:
        owner = headed_agency(passage.section_id, headings)
    subject = (row.name if row else None) or subject_of(text[clause.sentence_start : due.start])
    kind = "complete" if is_time else kind_promised(text, due, promise.begins, clause.end)
    what = subject if subject and is_time else what_promised(text, promise, subject)
    if not is_time and COMPLETED.match(what.lower()) and len(what.split()) < _FEWEST_WORDS:
        # "Nâng cấp trung tâm dữ liệu; hoàn thành trong quý III": what is to be completed is said before.
        what = bare(text[clause.sentence_start : promise.begins])[:LONGEST] or what
    if about is not None and about.what:
        what = about.what.removeprefix(f"{owner}: ")[:LONGEST]
        kind = "complete" if kind == "carry_out" else kind
    return {
        "section_id": passage.section_id,
        "subject_kind": row.subject_kind if row else None,
        "subject_key": row.subject_key if row else None,
        "subject": subject,
        "what": what,
        "commitment_kind": kind,
        "due_text": text[due.start : due.end].strip(" ("),
        "due_start": due.first,
        "due_date": due.last,
        "due_year_inferred": not due.has_year,
        "recurrence": due.recurrence,
        "owner_text": owner,
        "sentence": text[clause.start : clause.end].strip(" -+*•–;") if not is_time else text,
        **place_columns(_place(passage, due, row)),
    }


def _place(passage: Passage, due: DueText, row: LineOf | None) -> Place:
    place = passage.place_of(due.start, due.end)
    return row.place if row and place.line_start is None and place.cell is None else place
