"""Shares of spending that a document requires or states for digital transformation and security -> ``spending_shares``.

Rules ask for at least so much of recurrent spending for digital transformation and a tenth of that for security; plans say
what share their budget is. A stated share and its amount imply the total that they are a share of. Whether a requirement is
met is for dbt, where the shares of other documents are known.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.years import find_years
from pipelines.language.clauses import Clauses
from pipelines.language.money import Amount
from pipelines.language.numbers import parse_number
from pipelines.language.patterns import whole_words
from pipelines.language.spans import lower
from pipelines.language.text import fold
from pipelines.read.model import Place

_SHARE = re.compile(
    r"(?P<sign>(?:>=|≥|>)\s?)?(?<![0-9.,/])(?P<number>[0-9]{1,2}(?:[.,][0-9]{1,3})?)\s?%(?P<bracket>\))?"
    r"(?:\s(?:so với|trên|trong|của|từ|cho))?\s(?P<basis>(?:tổng (?:số )?chi|chi (?:phí|ngân sách|thường xuyên"
    r"|đầu tư|cân đối|cho)|tổng ngân sách"
    r"|ngân sách|tổng kinh phí|(?:nguồn )?kinh phí|dự toán|tổng dự toán|tổng mức đầu tư)(?!\w)[^,;.()]{0,120})"
)
_REQUIRED = re.compile(
    r"(?:tối thiểu|ít nhất|không (?:dưới|thấp hơn|ít hơn)|đảm bảo|bảo đảm|phấn đấu|dành|phải|từ)(?: (?:bố trí|dành"
    r"|đạt|mức|là|chi|khoảng))*\s?[(]?\s?\Z"
)
# "bằng 3,1% tổng chi, cao hơn mức tối thiểu 3%": the least that is asked for, of the same whole.
_LEAST = re.compile(
    r"(?:mức|yêu cầu|quy định)(?: là)? (?:tối thiểu|ít nhất)(?: là)? (?P<least>[0-9]{1,2}(?:[.,][0-9]{1,3})?)\s?%"
)
_STATED = re.compile(r"(?:chiếm|bằng|là|đạt|tương đương|tương ứng)(?: (?:tỷ lệ|tỷ trọng|khoảng|mức|với))*\s?\Z")
_NO_SHARE = re.compile(
    r"(?<!\w)(?:giải ngân|thanh toán|tăng|giảm|vượt|thu|tiết kiệm|hoàn thành|cùng kỳ)(?!\w)[^,;]{0,40}\Z"
)
_BEFORE_BASIS = re.compile(r"(?<!\w)(?:tổng chi|chi|ngân sách|kinh phí)(?!\w)")
_WORDS_OF_BASES = ("chi", "ngân sách", "kinh phí")
_AFTER_IS = re.compile(r"\s?%\s?(?P<word>so với|tổng|của|chi|\)|từ)")
_SECURITY = re.compile(r"(?<!\w)(?:an toàn|an ninh mạng|bảo mật|attt)(?!\w)")
_DIGITAL = re.compile(r"chuyển đổi số|công nghệ thông tin|(?<!\w)cntt(?!\w)|chính quyền (?:số|điện tử)|chuyến đổi số")
_BASES = (
    (
        "digital_budget",
        re.compile(
            r"chi phí đầu tư|(?:chi|kinh phí|ngân sách|dự toán)[^,;.]{0,60}(?:chuyển đổi số|công nghệ thông tin|cntt)"
        ),
    ),
    ("recurrent_budget", re.compile(r"thường xuyên")),
    (
        "total_budget",
        re.compile(r"tổng (?:số )?chi|cân đối|tổng ngân sách|ngân sách (?:nhà nước|địa phương|tỉnh|huyện)"),
    ),
)
_INDICATOR = re.compile(
    whole_words(("ty le", "ty trong", "muc")) + r".{0,30}\b(?:chi|kinh phi|bo tri|ngan sach)\b.{0,90}\b(?:chuyen doi so"
    r"|cong nghe thong tin|cntt|an toan|an ninh mang)\b"
)
_YEAR = re.compile(r"(?<![0-9/])20[0-9]{2}(?![0-9/])")
_READ = frozenset(
    {PassageKind.PROSE, PassageKind.HEADING, PassageKind.FOOTNOTE, PassageKind.APPENDIX, PassageKind.GOAL}
)


def interpret_spending_shares(
    passages: Sequence[Passage], amounts_of: Sequence[Sequence[Amount]], records: Mapping[str, Sequence[Record]]
) -> list[Record]:
    """Return the rows of ``spending_shares``, without ``document_id`` and ``record_no``.

    ``amounts_of`` are the amounts of money of each passage; ``records`` are the document's other records.
    """
    identity = records["documents"][0]
    found: list[Record] = []
    for passage, amounts in zip(passages, amounts_of, strict=True):
        if passage.kind in _READ and passage.has_digit and "%" in passage.text:
            lowered = lower(passage.text)
            if any(map(lowered.__contains__, _WORDS_OF_BASES)) and _BEFORE_BASIS.search(lowered):
                found += _shares(passage, lowered, amounts, identity)
    found += _of_indicators(records)
    for share in found:
        _add_amount(share, records["budget_lines"])
    return found


def _shares(passage: Passage, lowered: str, amounts: Sequence[Amount], identity: Record) -> list[Record]:
    clauses = Clauses(passage.text)
    found: list[Record] = []
    for match in _SHARE.finditer(lowered):
        clause = clauses.around(match.start(), match.end())
        before = lowered[clause.start : match.start()]
        value = parse_number(match["number"].replace(".", ","))
        if value is None or not value or _NO_SHARE.search(before):
            continue
        required = _REQUIRED.search(before) is not None or bool(match["sign"])
        own = [amount for amount in amounts if clause.start <= amount.start and amount.end <= match.start()]
        if not required and not _STATED.search(before) and not own:
            continue
        purpose = _purpose(lowered, match, clause.start, clause.end, identity)
        # "bằng 47% dự toán" says how much of a budget was carried out, and of nothing else.
        if purpose is None or (not required and _basis(match["basis"], purpose) == "other"):
            continue
        nested = bool(found) and ("(" in lowered[_last_end(found) : match.start()] or "trong đó" in before)
        basis_text = _printed_basis(passage.text, match)
        amount = own[-1] if own and not required else None
        found.append(
            {
                "section_id": passage.section_id,
                "share_kind": "required" if required else "stated",
                "purpose": purpose,
                "share_pct": value,
                "share_text": passage.text[match.start() : match.end("number")] + "%",
                "basis": "digital_budget"
                if nested and purpose == "information_security"
                else _basis(match["basis"], purpose),
                "basis_text": basis_text,
                "year_no": _year(passage.text[clause.start : clause.end], identity),
                "amount_vnd": amount.amount_vnd if amount else None,
                "amount_text": amount.text if amount else None,
                "amount_inferred": False if amount else None,
                "sentence": passage.text[clause.start : clause.end].strip(" -+*•–;"),
                **place_columns(passage.place_of(match.start(), match.end("number"))),
                "_end": match.end(),
            }
        )
        if not required and (least := _LEAST.search(lowered, match.end(), clause.end)) is not None:
            place = place_columns(passage.place_of(least.start("least"), least.end()))
            found.append(
                found[-1]
                | {
                    "share_kind": "required",
                    "share_pct": parse_number(least["least"].replace(".", ",")),
                    "share_text": passage.text[least.start("least") : least.end()],
                    "amount_vnd": None,
                    "amount_text": None,
                    "amount_inferred": None,
                    "_end": least.end(),
                }
                | place
            )
    for share in found:
        share.pop("_end")
    return found


def _last_end(found: Sequence[Record]) -> int:
    end = found[-1]["_end"]
    return end if isinstance(end, int) else 0


def _printed_basis(text: str, match: re.Match[str]) -> str:
    start, end = match.span("basis")
    cut = re.search(r"\s(?:để|nhằm|cho (?:chuyển|hoạt|việc|các))(?!\w)", text[start:end])
    return text[start : start + cut.start() if cut else end].strip(" ,;:")


def _basis(words: str, purpose: str) -> str:
    """What a share is of; money for digital transformation is no share of itself."""
    own = "digital_budget" if purpose == "digital_transformation" else ""
    return next((basis for basis, pattern in _BASES if basis != own and pattern.search(words)), "other")


def _purpose(lowered: str, match: re.Match[str], start: int, end: int, identity: Record) -> str | None:
    """What the money is for: by the words after the share, else by its clause, else by what the document is about."""
    after = lowered[match.start("basis") : end]
    if _SECURITY.search(after.partition(")")[0][:120]) and not _DIGITAL.search(after[:60]):
        return "information_security"
    if _DIGITAL.search(lowered, start, end):
        return "digital_transformation"
    if _SECURITY.search(lowered[start : match.start()]):
        return "information_security"
    return "digital_transformation" if _DIGITAL.search(str(identity.get("title") or "").lower()) else None


def _year(clause: str, identity: Record) -> int | None:
    stated = _YEAR.findall(clause)
    if stated and len(set(stated)) == 1:
        return int(stated[0])
    start, end = identity.get("period_start"), identity.get("period_end")
    same = isinstance(start, date) and isinstance(end, date) and start.year == end.year
    return start.year if same and isinstance(start, date) else None


def _of_indicators(records: Mapping[str, Sequence[Record]]) -> list[Record]:
    """Shares that tables set as a target or report as a result."""
    found: list[Record] = []
    for table, kind, value, text in (
        ("indicator_targets", "required", "target_value", "target_text"),
        ("indicator_results", "stated", "result_value", "result_text"),
    ):
        for line in records[table]:
            name = str(line["indicator_name"])
            if line["unit"] != "percent" or line[value] is None or not _INDICATOR.search(fold(name)):
                continue
            lowered = lower(name)
            period = line.get("period_end")
            years = find_years(name)
            purpose = "information_security" if _SECURITY.search(lowered) else "digital_transformation"
            found.append(
                {
                    "section_id": None,
                    "share_kind": kind,
                    "purpose": purpose,
                    "share_pct": line[value],
                    "share_text": line[text],
                    "basis": _basis(lowered, purpose),
                    "basis_text": None,
                    "year_no": line.get("target_year") or (period.year if isinstance(period, date) else None) or (years or (None,))[0],
                    "amount_vnd": None,
                    "amount_text": None,
                    "amount_inferred": None,
                    "sentence": name,
                    **{column: line[column] for column in place_columns(Place())},
                }
            )  # fmt: skip
    return found


def _add_amount(share: Record, lines: Sequence[Record]) -> None:
    """Give a stated share the amount it is of, where one section of the document allots money of that year, and what it implies."""
    if share["share_kind"] == "stated" and share["amount_vnd"] is None and share["purpose"] == "digital_transformation":
        by_section: dict[str, list[Record]] = {}
        for line in lines:
            if (
                line["line_kind"] == "allocation"
                and isinstance(line["amount_vnd"], Decimal)
                and line["period_start_year"] == line["period_end_year"] == share["year_no"]
            ):
                by_section.setdefault(str(line.get("section_id")), []).append(line)
        about = [
            found for found in by_section.values() if any(_DIGITAL.search(lower(str(x["description"]))) for x in found)
        ]
        if len(about) == 1:
            share["amount_vnd"] = sum((Decimal(str(line["amount_vnd"])) for line in about[0]), Decimal(0))
            share["amount_text"] = " + ".join(str(line["amount_text"]) for line in about[0])
            share["amount_inferred"] = True
    amount, percent = share["amount_vnd"], share["share_pct"]
    if isinstance(amount, Decimal) and isinstance(percent, Decimal) and percent:
        share["implied_total_vnd"] = (amount * 100 / percent).quantize(Decimal(1))
