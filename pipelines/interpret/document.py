"""One ``Document`` -> the records of every dataset. The order of the work stands here; the rules stand in the rooms beside."""

from dataclasses import replace
from datetime import date

from pipelines.interpret.agencies import agency_record, interpret_assignments
from pipelines.interpret.appendices import Appendix, find_appendices
from pipelines.interpret.arithmetic import check_arithmetic
from pipelines.interpret.attachments import add_attachments
from pipelines.interpret.budget_reconciliations import reconcile_budgets
from pipelines.interpret.captions import find_caption
from pipelines.interpret.citations import interpret_citations
from pipelines.interpret.commitment_owners import name_owners
from pipelines.interpret.commitments import interpret_commitments
from pipelines.interpret.findings import find_findings
from pipelines.interpret.glued import part_glued
from pipelines.interpret.goals import interpret_goals
from pipelines.interpret.identity import interpret_identity
from pipelines.interpret.indicators import interpret_indicators
from pipelines.interpret.leftovers import describe_cells, describe_table, interpret_unread_text
from pipelines.interpret.measurements import interpret_measurements
from pipelines.interpret.money import interpret_money, read_amounts
from pipelines.interpret.passages import add_paragraphs, collect_passages
from pipelines.interpret.projects import interpret_allocations, interpret_projects
from pipelines.interpret.provinces import mentioned_provinces, provinces
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import LineKeys, PrintedTable, open_table
from pipelines.interpret.sections import TableGroup, interpret_sections
from pipelines.interpret.spending_shares import interpret_spending_shares
from pipelines.read.model import Document, Paragraph, Table


def interpret_document(document: Document) -> Records:
    """The records of ``document``, every row with the columns that ``metadata`` declares (absent ones are null).

    Raises SourceRejected where the document is none of the kinds that khoso reads.
    """
    document = replace(document, blocks=part_glued(document.blocks))
    appendices = add_attachments(document, find_appendices(document))
    identity = interpret_identity(document, appendices)
    tables = _open_tables(document, appendices)
    days = _days(identity)
    years = (days[0].year, days[1].year) if days else None
    province = _province_name(identity)
    keys = LineKeys()
    body = " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))

    records: Records = {"documents": [identity]}
    for name in (
        "indicator_targets", "indicator_results", "projects", "project_budgets", "budget_lines",
        "assignments", "tables", "table_cells",
    ):  # fmt: skip
        records[name] = []
    agencies: list[Record] = []
    if isinstance(issuer := identity.get("issuer_text"), str):
        agencies.append(agency_record(issuer, province))
    sections = interpret_sections(document, appendices, str(identity["document_id"]), _table_groups(tables))
    records["indicator_targets"] += interpret_goals(document.blocks, sections, years, keys)
    for printed in tables:
        if printed.subject == "indicators":
            indicators = interpret_indicators(printed, years, keys, days)
            records["indicator_targets"] += indicators.targets
            records["indicator_results"] += indicators.results
            lines, kind = indicators.lines, "indicator"
        elif printed.subject == "projects":
            projects = interpret_projects(printed, years, body, keys)
            records["projects"] += projects.projects
            records["project_budgets"] += projects.budgets
            records["budget_lines"] += projects.sums
            lines, kind = projects.lines, "project"
        else:
            lines, kind = [], "indicator"
            if printed.shares_out_money:
                records["budget_lines"] += interpret_allocations(printed, years, body)
        assigned, named = interpret_assignments(lines, kind, province)
        records["assignments"] += assigned
        agencies += named
        records["tables"].append(describe_table(printed) | {"source_name": document.source_name})
        records["table_cells"] += [cell | {"source_name": document.source_name} for cell in describe_cells(printed)]
    records["sections"] = sections
    passages = collect_passages(document, appendices, tables, records["sections"], records["indicator_targets"])
    add_paragraphs(records["sections"], passages)
    records["citations"] = interpret_citations(passages, identity)
    project_tables = {printed.table_no for printed in tables if printed.subject == "projects"}
    amounts = read_amounts(passages)
    records["budget_lines"] += interpret_money(passages, amounts, records["sections"], years, project_tables)
    records["measurements"] = interpret_measurements(passages, amounts)
    records["spending_shares"] = interpret_spending_shares(passages, amounts, records)
    promised_lines = [*records["projects"], *records["indicator_targets"]]
    records["commitments"] = interpret_commitments(passages, tables, records["sections"], promised_lines, identity)
    agencies += name_owners(records["commitments"], province)
    records["unread_text"] = interpret_unread_text(document, appendices, tables, records)
    checks = check_arithmetic(passages, tables, records)
    records["arithmetic_checks"] = [check.record() for check in checks]
    records["budget_reconciliations"] = reconcile_budgets(checks, tables, records)
    records["findings"] = find_findings(document, identity, appendices, tables, passages, checks, records)
    records["agencies"] = list({agency["agency_id"]: agency for agency in reversed(agencies)}.values())[::-1]
    _complete(records, identity)
    return records


def _open_tables(document: Document, appendices: list[Appendix]) -> list[PrintedTable]:
    found: list[PrintedTable] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            appendix = next((a for a in appendices if a.spans(index)), None)
            found.append(open_table(block, len(found) + 1, appendix, find_caption(document.blocks, index)))
    return found


def _table_groups(tables: list[PrintedTable]) -> list[TableGroup]:
    return [
        TableGroup(printed.appendix.label, group.number, group.name, group.row.place)
        for printed in tables
        if printed.appendix
        for group in printed.rows[1]
    ]


def _days(identity: Record) -> tuple[date, date] | None:
    start, end = identity.get("period_start"), identity.get("period_end")
    return (start, end) if isinstance(start, date) and isinstance(end, date) else None


def _province_name(identity: Record) -> str | None:
    code, day = identity.get("province_code"), identity.get("issue_date") or identity.get("period_start")
    issuer = identity.get("issuer_text")
    named = mentioned_provinces(issuer) if isinstance(issuer, str) else []
    of_code = [province.short_name for province in provinces() if province.code == code]
    if isinstance(day, date):
        of_code = [p.short_name for p in provinces() if p.code == code and p.holds_on(day)] or of_code
    # A code has been that of several provinces: without a date the one that is named is meant.
    return next((name for name in of_code if name in named), None) or next(iter([*of_code, *named]), None)


def _complete(records: Records, identity: Record) -> None:
    """Give every row its document and, where a dataset counts its rows, its number within the document."""
    by_document = {"tables", "table_cells", "agencies", "documents"}
    numbered = {
        "arithmetic_checks", "budget_lines", "budget_reconciliations", "citations", "commitments", "findings",
        "measurements", "spending_shares", "unread_text",
    }  # fmt: skip
    for name, rows in records.items():
        if name not in by_document:
            for row in rows:
                row["document_id"] = identity["document_id"]
        if name in numbered:
            for number, row in enumerate(rows, 1):
                row["record_no"] = number
