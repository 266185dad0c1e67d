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
from pipelines.interpret.commitment_owners import acting_agency, by_id, headed_agency, opening_agency
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import PrintedTable
from pipelines.language.clauses import Clause, Clauses
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
_COMPLETED = re.compile(
    whole_words(("hoàn thành", "hoàn thiện", "hoàn tất", "xong", "kết thúc", "nghiệm thu", "bàn giao"))
)
_COMPLETES = re.compile(rf"{whole_words(('hoàn thành', 'hoàn thiện', 'hoàn tất', 'xong', 'kết thúc'))}(?: xong)?\s?\Z")
_COMPLETED_AT_END = re.compile(rf"{_COMPLETED.pattern}\s\Z")
_AIMS = re.compile(whole_words(("dự kiến", "phấn đấu", "sẽ", "cam kết", "dự định")))
_LIST_NUMBER = re.compile(r"(?:\A|[:;(]\s?)\(?[0-9]{1,2}\)\s?")
_GOES_ON = re.compile(
    whole_words((
        "dự kiến", "đang", "tiếp tục", "để", "sẽ", "phấn đấu", "chuẩn bị", "nhằm", "yêu cầu", "giao", "đề nghị", "cần", "phải",
        "cam kết",
    ))
)  # fmt: skip
_PAST = re.compile(
    whole_words((
        "đã", "vừa", "từng", "được (?:ban hành|thành lập|công bố)", "so với", "cùng kỳ", "hiệu lực", "kể từ", "phiên bản",
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
        "giao", "cung cấp", "công khai",
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
_LEADS = re.compile(
    r"(?:[\s,(:–-]|(?<!\w)(?:dự kiến|phấn đấu|sẽ|hoàn thành|hoàn thiện|hoàn tất|xong|kết thúc|và|thì|là|đảm bảo"
    r"|bảo đảm|phải|được|việc|vào|định kỳ|đồng thời"
    r"|trong đó|yêu cầu|cam kết|cần|chậm nhất|trước hết)(?!\w))+",
    re.IGNORECASE,
)
_SUBJECT_END = re.compile(r"\s(?:đang|đã|sẽ|được|dự kiến|chưa|phải|do)\s")
_AGENCY_OPENS = re.compile(
    r"(?:Sở|Ban|Bộ|UBND|Ủy ban|Uỷ ban|Văn phòng|Công an|Cục|Chi cục|Các|Đến|Hiện|Trong|Theo|Từ)(?!\w)"
)
_KINDS = (
    ("pilot", re.compile(whole_words(("thử nghiệm", "thí điểm", "chạy thử", "dùng thử")))),
    ("complete", _COMPLETED),
    ("issue", re.compile(whole_words(("ban hành", "công bố", "trình", "phê duyệt", "ký ban hành")))),
    ("report", re.compile(whole_words(("báo cáo", "gửi", "tổng hợp", "nộp")))),
    (
        "hold",
        re.compile(
            r"tổ chức (?<!\wtổ chức )(?:[^\W\d_]+ ){0,2}?(?:hội nghị|hội thảo|diễn tập|cuộc|lớp|tập huấn|họp|lễ|tối thiểu|ít nhất"
            r"|[0-9])"
        ),
    ),
    ("begin", re.compile(whole_words(("bắt đầu", "khởi công", "đưa vào", "khai trương", "vận hành")))),
)
_ENDS_IN_COMPLETION = re.compile(
    r"[\s,(]*(?:(?:dự kiến|đảm bảo|bảo đảm)\s)?(?:hoàn thành|hoàn thiện|xong|hoàn tất)?(?:\sxong)?[\s,(]*\Z"
)
_LONGEST_COMPLETION = 60
_BULLET = re.compile(r"\s*(?:[-–+*•]|[a-zđ]\)|\(?[0-9]{1,2}[.)])\s*")
_BEFORE_BARE = ("(", ":", "giao", "thành", "thiện", "tất", "xong", "thúc", "thu", "hạn", "gian", "độ", "trình")
_LONGEST = 300
_FEWEST_WORDS = 8
_NEAR = 45
_PROSE = frozenset(
    {PassageKind.PROSE, PassageKind.HEADING, PassageKind.FOOTNOTE, PassageKind.APPENDIX, PassageKind.GOAL}
)
_NO_CELLS = frozenset({"row_number", "result", "baseline", "legal_basis", "unit", "budget", "rate", "lead_agency"})


@dataclass(frozen=True, slots=True)
class _Promise:
    """A due text for which something is promised; ``begins`` is where the words that promise it begin, in its clause."""

    due: DueText
    begins: int
    clause: Clause


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
    for passage in passages:
        is_cell = passage.kind is _CELL
        if (not is_cell and passage.kind not in _PROSE) or (is_cell and passage.column_kind in _NO_CELLS):
            continue
        if not passage.has_digit and "uý " not in passage.text and "năm" not in passage.text:
            continue
        if is_cell and passage.column_kind == "time":
            due = parse_due_cell(passage.text, document.year)
            dues = []
            if due is not None and _is_ahead(due, document):
                dues = [_Promise(due, 0, Clauses(passage.text).around(due.start, due.end))]
        elif may_hold_due(passage.text):
            dues = _promised(passage, document)
        else:
            continue
        if not dues:
            continue
        headings = headings or by_id(sections)
        if is_cell:
            rows = rows or Rows(tables, lines)
        found += [_record(passage, promise, headings, rows if is_cell else None) for promise in dues]
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


def _promised(passage: Passage, document: _Document) -> list["_Promise"]:
    """The due texts of a running text for which something is promised."""
    text = passage.text
    lowered = lower(text)
    # The day of a cited document, the year of a plan: nothing bounds anything by a period that no other word heads.
    dues = find_due_texts(text, document.year, heads=_BEFORE_BARE)
    clauses: Clauses | None = None
    found: list[_Promise] = []
    after = 0
    for due in dues:
        clauses = clauses or Clauses(text)
        clause = clauses.around(due.start, due.end)
        begins = max(clause.start, after if after <= due.start else clause.start)
        said = _Said(lowered, due, begins, clause.start, clause.end, clause.sentence_start)
        if _is_promise(said, due, document, passage):
            found.append(_Promise(due, begins, clause))
        # The day of a cited document parts nothing.
        after = after if due.mode is Mode.BARE else due.end
    return found


class _Said:
    """The words around a due text, in lower case: before it since the due text before, and after it in its clause."""

    def __init__(self, lowered: str, due: DueText, begins: int, opens: int, ends: int, sentence: int) -> None:
        self.before = lowered[max(begins, due.start - _LONGEST) : due.start]
        self.clause = lowered[opens : due.start]
        self.after = lowered[due.end : ends]
        self.sentence = lowered[max(sentence, due.start - 2 * _LONGEST) : due.start]
        self.is_first = not self.before.strip(" ,(:-–+") or _LEADS.fullmatch(self.before) is not None
        goes_on = [match.start() for match in _GOES_ON.finditer(self.before)]
        self.recent = self.before[goes_on[-1] :] if goes_on else self.before
        self._own = own = self.after if self.is_first or self.after.lstrip().startswith("hoàn thành") else ""
        # "theo hồ sơ đã được duyệt, xong trước ngày": only what belongs to the word of completion says that it is past.
        tail = _COMPLETES.search(self.recent)
        said = self.recent[self.recent.rfind(",", 0, tail.start()) + 1 :] if tail else self.recent
        self.is_past = _tells_of_past(said) or (bool(own) and _tells_of_past(own[:60]))
        self.is_intended = _INTENDED.search(self.before) is not None

    @property
    def is_completion(self) -> bool:
        """Whether something is to be completed by then."""
        near = self.before[-_NEAR:]
        return _COMPLETED.search(near) is not None or _COMPLETED.match(self.after.lstrip(" ,)")) is not None

    @property
    def acts(self) -> bool:
        """Whether the words say what is to be done."""
        return _ACTS.search(self.recent) is not None or _ACTS.search(self._own) is not None


def _tells_of_past(words: str) -> bool:
    return (words[-1:].isspace() and words[:-1].endswith(_COUNTED_UNTIL)) or _PAST.search(words) is not None


def _is_promise(said: _Said, due: DueText, document: _Document, passage: Passage) -> bool:
    if due.recurrence is not None:
        return _ACTS.search(said.clause + said.after + said.sentence) is not None
    if due.last is None and due.first is None and not said.is_completion:
        return False
    if due.mode is Mode.BARE:
        if _MISSED.search(said.sentence) and said.before.rstrip().endswith("("):
            return True
        is_given = said.before.rstrip().endswith("giao") and _COMPLETED.match(said.after.lstrip(" ")) is not None
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
    if due.mode is Mode.BEFORE and _COMPLETED.search(said.recent) is not None:
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


def _record(passage: Passage, promise: _Promise, headings: Mapping[str, Record], rows: Rows | None) -> Record:
    text, due = passage.text, promise.due
    clause = promise.clause
    row = rows.of(passage) if rows is not None else None
    is_time = passage.column_kind == "time"
    owner = row.owner if row else None
    if not is_time:
        owner = (
            acting_agency(text, clause.start, due.start, clause.end)
            or acting_agency(text, clause.sentence_start, clause.start)
            or opening_agency(text)
            or owner
        )
    if owner is None and passage.kind is not PassageKind.FOOTNOTE and row is None:
        owner = headed_agency(passage.section_id, headings)
    subject = (row.name if row else None) or _subject(text[clause.sentence_start : due.start])
    what = subject if subject and is_time else _what(text, due, promise.begins, clause.end, subject)
    if not is_time and _COMPLETED.match(what.lower()) and len(what.split()) < _FEWEST_WORDS:
        # "Nâng cấp trung tâm dữ liệu; hoàn thành trong quý III": what is to be completed is said before.
        what = _bare(text[clause.sentence_start : promise.begins])[:_LONGEST] or what
    return {
        "section_id": passage.section_id,
        "subject_kind": row.subject_kind if row else None,
        "subject_key": row.subject_key if row else None,
        "subject": subject,
        "what": what,
        "commitment_kind": "complete" if is_time else _kind(text, due, promise.begins, clause.end),
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


def _kind(text: str, due: DueText, start: int, end: int) -> str:
    """What is promised, by the word nearest to the due text; a deadline alone is one of completion."""
    if due.mode is Mode.FROM:
        return "begin"
    lowered = lower(text)
    before, after = lowered[start : due.start], lowered[due.end : end]
    if re.match(r"\s?hoàn thành", after) or due.mode is Mode.BARE:
        return "complete"
    near = [(match.end(), kind) for kind, words in _KINDS for match in words.finditer(before)]
    if near and (due.recurrence is None or max(near)[1] == "report"):
        if any(kind == "pilot" and at > len(before) - _NEAR for at, kind in near):
            return "pilot"
        return max(near)[1]
    ahead = [(match.start(), kind) for kind, words in _KINDS for match in words.finditer(after)]
    if due.recurrence is not None and any(kind == "report" for _, kind in ahead):
        return "report"
    return min(ahead)[1] if ahead else "carry_out"


def _what(text: str, due: DueText, start: int, end: int, subject: str | None) -> str:
    """What is promised: the words before the due text, else those after it; behind "dự kiến" with what it is about."""
    before = text[start : due.start]
    if numbers := list(_LIST_NUMBER.finditer(before)):
        before = before[numbers[-1].end() :]
    aims = [match.end() for match in _AIMS.finditer(lower(before))]
    own = _bare(before[aims[-1] :] if aims else before)
    if subject and (aims or len(own.split()) < 3):
        own = f"{subject}: {own}" if own and own != subject else subject
    elif len(own.split()) < 3:
        own = _bare(before) or own
    own = own or _bare(text[due.end : end]) or text[start : due.end].strip(" -+*•–;")
    return own if len(own) <= _LONGEST else own[-_LONGEST:].partition(" ")[2]


def _bare(words: str) -> str:
    words = words.strip(" -+*•–,;:(.")
    if match := _LEADS.match(words):
        words = words[match.end() :]
    if match := _ENDS_IN_COMPLETION.search(words, max(0, len(words) - _LONGEST_COMPLETION)):
        words = words[: match.start()]
    return words.strip(" -+*•–,;:(.)")


def _subject(words: str) -> str | None:
    """The thing that the sentence is about: the words before its verb, unless they are an agency or a time."""
    bullet = _BULLET.match(words)
    words = words[bullet.end() :] if bullet else words.lstrip()
    end = _SUBJECT_END.search(words)
    if end is None or not 2 < end.start() < _LONGEST or _AGENCY_OPENS.match(words):
        return None
    return words[: end.start()].strip(" ,;:")
