"""What each citation leads to, whether that text was in force then, and what rests on what."""

import psycopg
import pytest

from tests.dbt.stated import BAC_GIANG, BAC_KAN, BAN_DAN_TOC, CIRCLE, PLAN_2026, rows, stated
from tests.shared_inputs import shared_folder

__all__ = ["stated"]
pytestmark = pytest.mark.xdist_group("stated")


def _edges(stated: psycopg.Connection, document_id: str, symbol: str) -> list[tuple[object, ...]]:
    query = """
        select distinct state, coalesce(cited_document_id, legal_document_id), validity, replaced_by
        from marts.citation_edges where document_id = %s and cited_symbol = %s
    """
    return rows(stated, query, document_id, symbol)


def test_plan_without_a_number_is_found(stated: psycopg.Connection) -> None:
    shared_folder("documents")
    query = "select state, cited_document_id from marts.citation_edges where document_id = %s and cited_symbol = %s"
    assert rows(stated, query, BAN_DAN_TOC, "199/KH-UBND") == [("resolved", BAC_GIANG)] * 2


@pytest.mark.parametrize(
    ("document_id", "symbol", "expected"),
    [
        (BAC_KAN, "68/2000/NĐ-CP", ("known_text", "68-2000-nd-cp-chinh-phu.2000-11-17", "repealed", "111/2022/NĐ-CP")),
        (BAC_KAN, "42/2022/NĐ-CP", ("known_text", "42-2022-nd-cp-chinh-phu.2022-06-24", "in_force", "224/2026/NĐ-CP")),
        (BAC_KAN, "06/CP", ("known_text", "06-qd-ttg-thu-tuong-chinh-phu.2022-01-06", "in_force", "826/QĐ-TTg")),
        (BAC_KAN, "749/QĐ-TTg", ("known_text", "749-qd-ttg-thu-tuong-chinh-phu.2020-06-03", "unknown", None)),
        (
            BAC_GIANG,
            "158/2005/NĐ-CP",
            ("known_text", "158-2005-nd-cp-chinh-phu.2005-12-27", "repealed", "123/2015/NĐ-CP"),
        ),
        (BAC_GIANG, "324/KH-UBND", ("dangling", None, "unknown", None)),
        (BAN_DAN_TOC, "số /KH-BDT", ("blank_symbol", None, "unknown", None)),
        (BAN_DAN_TOC, "14/CT-TTg", ("known_text", "14-ct-ttg-thu-tuong-chinh-phu.2019-06-07", "unknown", None)),
    ],
)
def test_grounds_of_the_real_documents(
    stated: psycopg.Connection, document_id: str, symbol: str, expected: tuple[str | None, ...]
) -> None:
    shared_folder("documents")
    assert _edges(stated, document_id, symbol) == [expected]


@pytest.mark.parametrize(
    ("record_no", "state", "text", "validity"),
    [
        (1, "known_text", "47-2020-nd-cp-chinh-phu.2020-04-09", "repealed"),
        (2, "known_text", "14-ct-ttg-thu-tuong-chinh-phu.2018-05-25", "unknown"),
        (3, "known_text", "14-ct-ttg-thu-tuong-chinh-phu.2019-06-07", "unknown"),
        (4, "ambiguous", None, "unknown"),
        (5, "blank_symbol", None, "unknown"),
        (6, "dangling", None, "unknown"),
        (7, "dangling", None, "unknown"),  # issued after the plan that cites it: another text is meant
        (8, "dangling", None, "unknown"),  # another province's plan of that number and day
    ],
)
def test_each_state_of_a_citation(
    stated: psycopg.Connection, record_no: int, state: str, text: str | None, validity: str
) -> None:
    query = "select state, legal_document_id, validity from marts.citation_edges where edge_id = %s"
    assert rows(stated, query, f"{PLAN_2026}#{record_no}") == [(state, text, validity)]


def test_every_citation_is_an_edge(stated: psycopg.Connection) -> None:
    query = """
        select count(*) from marts.citations as citations
        left join marts.citation_edges as edges on edges.edge_id = citations.document_id || '#' || citations.record_no
        where edges.edge_id is null
    """
    assert rows(stated, query) == [(0,)]


def test_documents_that_cite_each_other_end(stated: psycopg.Connection) -> None:
    query = "select rests_on_id, depth, via_id from marts.citation_paths where document_id = %s order by 2, 1"
    first, second, third = CIRCLE
    assert rows(stated, query, first) == [(second, 1, first), (third, 2, second)]
    assert rows(stated, f"{query} limit 3", PLAN_2026)[-1][1] in {1, 2}
    reached = rows(stated, "select rests_on_id from marts.citation_paths where document_id = %s", PLAN_2026)
    assert {(name,) for name in CIRCLE} <= set(reached)


def test_what_rests_on_a_repealed_text(stated: psycopg.Connection) -> None:
    shared_folder("documents")
    query = """
        select document_id, depth, via_id from marts.citation_paths
        where rests_on_id = '158-2005-nd-cp-chinh-phu.2005-12-27' and validity = 'repealed' order by depth
    """
    assert rows(stated, query) == [(BAC_GIANG, 1, BAC_GIANG), (BAN_DAN_TOC, 2, BAC_GIANG)]


def test_symbol_is_no_key_of_a_text(stated: psycopg.Connection) -> None:
    query = """
        select symbol, array_agg(issue_date::text order by issue_date) from marts.legal_documents
        group by symbol having count(*) > 1 order by symbol collate "C"
    """
    assert rows(stated, query) == [
        ("03/NQ-CP", ["2022-01-10", "2025-01-09"]),
        ("14/CT-TTg", ["2018-05-25", "2019-06-07"]),
        ("50/NQ-CP", ["2020-04-17", "2021-05-20"]),
    ]
