"""A warehouse that grew build by build holds what one that is built from nothing holds; and what a build leaves alone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from pipelines.interpret.records import Record, Records
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate.dbt_standing import leave_out_what_stands
from pipelines.orchestrate.manifest import build_command, require_manifest
from pipelines.settings import Home
from pipelines.validate.model import Validation
from tests.dbt.plans import Line, Plan, load_records, plan_records, return_records
from tests.dbt.test_build import load_samples, run_dbt
from tests.load import sources
from tests.load.sources import PLAN, receipt, report_records, report_validation

_SCHEMAS = ("intermediate", "marts", "bi")
_ACCOUNT = {"built_units", "built_models", "warehouse_build"}  # each build writes its own mark
_Contents = dict[str, list[str]]


def contents_of(connection: psycopg.Connection) -> _Contents:
    """Every row of every table that dbt makes, as text; ``load_version`` only says when a source was loaded."""
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema = any(%s) and table_type = 'BASE TABLE'",
        [list(_SCHEMAS)],
    ).fetchall()
    query = sql.SQL("select (to_jsonb(r) - 'load_version')::text from {} as r order by 1")
    return {
        f"{schema}.{table}": [row for (row,) in connection.execute(query.format(sql.Identifier(schema, table)))]
        for schema, table in tables
        if table not in _ACCOUNT
    }


def _build(warehouse: Warehouse, *arguments: str) -> None:
    done = run_dbt(warehouse, "build", *arguments)
    assert done.returncode == 0, done.stdout
    # A home that is new is given the project as it was parsed for all of them, and dbt has to take it.
    assert "Unable to do partial parsing" not in done.stdout


def _build_as_a_run_does(warehouse: Warehouse, connection: psycopg.Connection) -> None:
    results = warehouse.home.dbt / "target" / "run_results.json"
    results.unlink()
    done = run_dbt(warehouse, "build", *_left_out(warehouse, connection), command=build_command())
    assert done.returncode == 0, done.stdout + done.stderr
    assert {result["status"] for result in json.loads(results.read_bytes())["results"]} == {"success", "pass"}


def _left_out(warehouse: Warehouse, connection: psycopg.Connection) -> list[str]:
    manifest = json.loads((warehouse.home.dbt / "target" / "manifest.json").read_bytes())
    return leave_out_what_stands(connection, manifest)


def _add_document(connection: psycopg.Connection) -> None:
    source = receipt(6, "moi.txt", "f")
    records = report_records(source)
    del records["submissions"]
    for rows in records.values():
        for row in rows:
            if "document_id" in row:
                row["document_id"] = "so-a;1-bc;2024-07-01"
    records["documents"][0] |= {"issue_date": date(2024, 7, 1), "source_sha256": source.source_sha256}
    load_source(connection, source, Validation(records))


def _change_document(connection: psycopg.Connection) -> None:
    """The plan comes once more as DOCX, with another figure and one project less."""
    source = receipt(7, "ke-hoach.docx", "9")
    records = sources.plan_records(source, "docx")
    records["indicator_targets"][0] |= {"target_value": Decimal("85.25"), "target_text": "≥ 85,25%"}
    records["projects"] = []
    records["project_budgets"] = []
    load_source(connection, source, Validation(records))


def _read_again(connection: psycopg.Connection) -> None:
    """The same bytes, read by other code: a finding that nobody saw before."""
    source = receipt(3, "bao-cao.txt", "c")
    validation = report_validation(source)
    validation.accepted["unread_text"] = [
        {"document_id": "ubnd-tinh-bac-kan;12-bc-ubnd;2024-06-28", "record_no": 1, "text": "dòng lạ", "reason": "?"}
    ]
    load_source(connection, source, validation)


def _replace_document(connection: psycopg.Connection) -> None:
    """The name of the added report now holds another document: the one before no longer counts."""
    source = receipt(8, "moi.txt", "8")
    records = report_records(source)
    del records["submissions"]
    load_source(connection, source, Validation(records))


_BELOW = Plan(
    document_id="so-y-te-ke-hoach",
    issuer="Sở Y tế",
    province="nghe-an",
    year=2024,
    title="Kế hoạch của Sở Y tế năm 2024",
    symbol="15/KH-SYT",
    indicators=(Line("Tỷ lệ bệnh viện dùng bệnh án điện tử", value="60", comparator=">="),),
    projects=(Line("Nâng cấp kho dữ liệu khám chữa bệnh", lead="Sở Y tế", amounts=((500_000_000, 2024, 2024),)),),
    cites=(("07/KH-UBND", "trien_khai"),),
)
_ABOVE = Plan(
    document_id="ubnd-nghe-an-ke-hoach",
    issuer="UBND tỉnh Nghệ An",
    province="nghe-an",
    year=2024,
    title="Kế hoạch chuyển đổi số năm 2024",
    symbol="07/KH-UBND",
    indicators=(
        Line("Tỷ lệ bệnh viện dùng bệnh án điện tử", value="50", comparator=">=", lead="Sở Y tế"),
        Line("Tỷ lệ trạm y tế kết nối mạng", value="90", comparator=">=", lead="Sở Y tế"),
        Line("Tỷ lệ hồ sơ giải quyết trực tuyến", value="80", comparator=">="),
    ),
)


def _add_plan_below(connection: psycopg.Connection) -> None:
    load_records(connection, 9, "syt.txt", plan_records(_BELOW))


def _add_plan_above(connection: psycopg.Connection) -> None:
    """What an older document cites comes in: its citation, its gaps and its lines are other ones from now on."""
    load_records(connection, 10, "ubnd.txt", plan_records(_ABOVE))


def _add_return(connection: psycopg.Connection) -> None:
    row: Record = {
        "project_name": _BELOW.projects[0].text,
        "progress_status": "in_progress",
        "progress_pct": Decimal(40),
    }
    load_records(connection, 11, "nop.xlsx", return_records("nop-syt", "Sở Y tế", "nghe-an", (1, 6), [row]))


def _drop_line_below(connection: psycopg.Connection) -> None:
    """A plan that changes alters what the plan above it has gaps for."""
    load_records(connection, 12, "syt.txt", plan_records(replace(_BELOW, indicators=())))


_STEPS: tuple[Callable[[psycopg.Connection], None], ...] = (
    _add_document,
    _change_document,
    _read_again,
    _replace_document,
    _add_plan_below,
    _add_plan_above,
    _add_return,
    _drop_line_below,
)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, list[_Contents]]]:
    """A warehouse built after each step, and what it held after each."""
    with open_warehouse(Home(tmp_path_factory.mktemp("grown")), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        load_samples(connection)
        _build(warehouse)
        held = [contents_of(connection)]
        for step in _STEPS:
            step(connection)
            _build_as_a_run_does(warehouse, connection)
            held.append(contents_of(connection))
        yield warehouse, held


def test_each_step_changes_something(grown: tuple[Warehouse, list[_Contents]]) -> None:
    _, held = grown
    assert all(before != after for before, after in pairwise(held))
    targets = [contents["marts.fct_indicator_target"] for contents in held]
    assert "85.25" not in targets[1][0]
    assert "85.25" in targets[2][0]


@pytest.mark.parametrize(
    ("step", "table", "document"),
    [
        (_add_plan_above, "bridge_citation", _BELOW),
        (_add_plan_above, "fct_citation_edge", _BELOW),
        (_drop_line_below, "fct_alignment_gap", _ABOVE),
        (_add_return, "fct_project_state", _BELOW),
        (_add_return, "fct_project_link", _BELOW),
        (_drop_line_below, "int_document_count", _BELOW),
    ],
)
def test_what_looks_at_others_follows_them(
    grown: tuple[Warehouse, list[_Contents]], step: Callable[[psycopg.Connection], None], table: str, document: Plan
) -> None:
    """Rows about a document that came in earlier are other ones after ``step``."""
    _, held = grown
    schema = "intermediate" if table.startswith("int_") else "marts"
    before, after = (held[_STEPS.index(step) + late][f"{schema}.{table}"] for late in (0, 1))
    assert {row for row in before if document.document_id in row} != {
        row for row in after if document.document_id in row
    }


@pytest.mark.parametrize(
    ("step", "table"),
    [
        (_add_plan_above, "quality_counts"),
        (_add_plan_above, "target_counts"),
        (_add_plan_above, "unit_profiles"),
        (_add_plan_below, "project_counts"),
    ],
)
def test_counts_follow_what_they_count(
    grown: tuple[Warehouse, list[_Contents]], step: Callable[[psycopg.Connection], None], table: str
) -> None:
    _, held = grown
    before, after = (held[_STEPS.index(step) + late][f"bi.{table}"] for late in (0, 1))
    assert before != after


def test_grown_warehouse_is_one_built_from_nothing(grown: tuple[Warehouse, list[_Contents]]) -> None:
    warehouse, held = grown
    with warehouse.connect() as connection:
        assert connection.execute("select count(*) from intermediate.built_units where is_untested").fetchone() == (0,)
        _build(warehouse, "--full-refresh")
        anew = contents_of(connection)
    assert held[-1].keys() == anew.keys()
    for table, rows in anew.items():
        assert held[-1][table] == rows, table


def test_unchanged_rows_and_views_stay(grown: tuple[Warehouse, list[_Contents]]) -> None:
    """A build with nothing new writes no row of a mart that goes by unit, and drops no table that a view reads."""
    warehouse, _ = grown
    query = "select min(xmin::text::bigint), max(xmin::text::bigint), count(*) from marts.fct_expectation_result"
    oids = "select oid, relname from pg_class where relnamespace = 'marts'::regnamespace and relkind = 'r' order by 2"
    with warehouse.connect() as connection:
        _build(warehouse)
        before = connection.execute(query).fetchone(), connection.execute(oids).fetchall()
        assert _left_out(warehouse, connection)
        _build_as_a_run_does(warehouse, connection)
        assert (connection.execute(query).fetchone(), connection.execute(oids).fetchall()) == before
        count = connection.execute("select count(*) from marts.documents where document_id = %s", [PLAN]).fetchone()
        assert count == (1,)


def test_what_is_made_of_curated_files_alone_is_left_out(
    grown: tuple[Warehouse, list[_Contents]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tests too, once they passed; nothing is left out by other code, as a changed curated file makes it."""
    warehouse, _ = grown
    with warehouse.connect() as connection:
        assert {"dim_unit_code", "dim_unit_code_references"} <= _names(_left_out(warehouse, connection))
        assert _names(_left_out(warehouse, connection)).isdisjoint(
            {"dim_agency", "dim_document", "dim_agency_references"}
        )
        with connection.transaction(force_rollback=True):
            # As a build leaves it in which the test failed.
            connection.execute("delete from intermediate.built_models where model = 'dim_unit_code_references'")
            assert "dim_unit_code" in _names(_left_out(warehouse, connection))
            assert "dim_unit_code_references" not in _names(_left_out(warehouse, connection))
        with connection.transaction(force_rollback=True):
            # As a build leaves it in which the table failed.
            connection.execute("update intermediate.built_models set code = 'before' where model = 'dim_unit_code'")
            assert _left_out(warehouse, connection) == []
        with connection.transaction(force_rollback=True):
            connection.execute("drop table marts.dim_unit_code cascade")
            assert _left_out(warehouse, connection) == []
        monkeypatch.setattr("pipelines.orchestrate.dbt_standing.code_fingerprint", lambda *_: "another file")
        assert _left_out(warehouse, connection) == []


def _names(arguments: list[str]) -> set[str]:
    return set(arguments[-1].split()) if arguments else set()


def _add_unread_text(connection: psycopg.Connection) -> None:
    records = plan_records(_ABOVE)
    records["unread_text"] = [
        {"document_id": _ABOVE.document_id, "record_no": 1, "text": "dòng lạ", "reason": "?"},
    ]
    load_records(connection, 2, "ubnd.txt", records)


def _take_unread_text_back(connection: psycopg.Connection) -> None:
    load_records(connection, 2, "ubnd.txt", plan_records(_ABOVE))


def test_what_nothing_is_loaded_for_is_left_out_until_something_is(tmp_path: Path) -> None:
    """The tables of returns before the first return, and so on: what a build makes in the end is the same."""
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        load_records(connection, 1, "syt.txt", plan_records(_BELOW))
        _take_unread_text_back(connection)
        _build(warehouse)
        manifest = json.loads((warehouse.home.dbt / "target" / "manifest.json").read_bytes())
        declared = {
            node["name"]: (node["schema"], node["config"]["meta"]["rows_come_from"])
            for node in manifest["nodes"].values()
            if "rows_come_from" in node["config"].get("meta", {})
        }
        nothing_loaded = {
            name
            for name, (_, tables) in declared.items()
            if not any(_has_rows(connection, "raw", table) for table in tables)
        }
        assert {"fct_submission", "fct_unread_text", "fct_rejected_row", "return_counts"} <= nothing_loaded
        assert [name for name in nothing_loaded if _has_rows(connection, declared[name][0], name)] == []
        left_out = _names(_left_out(warehouse, connection))
        assert nothing_loaded | {"fct_submission_references"} <= left_out
        assert left_out.isdisjoint(declared.keys() - nothing_loaded)
        for step, made in (
            (_add_unread_text, {"fct_unread_text"}),
            (_add_return, {"int_submission", "fct_submission", "fct_submission_references", "return_counts"}),
            (_take_unread_text_back, {"fct_unread_text"}),
        ):
            step(connection)
            assert made.isdisjoint(_names(_left_out(warehouse, connection)))
            _build_as_a_run_does(warehouse, connection)
        grown = contents_of(connection)
        assert grown["marts.fct_submission"]
        assert not grown["marts.fct_unread_text"]
        assert "fct_unread_text" in _names(_left_out(warehouse, connection))
        _build(warehouse, "--full-refresh")
        assert contents_of(connection) == grown


def test_all_references_are_asked_again_where_a_row_they_may_name_is_gone(tmp_path: Path) -> None:
    """Until then only those of rows that came in, as the others passed."""
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        load_records(connection, 1, "syt.txt", plan_records(_BELOW))
        load_records(connection, 2, "ubnd.txt", plan_records(_ABOVE))
        _build(warehouse)
        # No build would write this: an old row that names a document which is not there.
        connection.execute(
            "update marts.fct_indicator_ledger set document_id = 'lost' where document_id = %s", [_ABOVE.document_id]
        )
        _add_return(connection)
        _build_as_a_run_does(warehouse, connection)
        load_records(connection, 3, "syt.txt", plan_records(replace(_BELOW, document_id="so-y-te-ke-hoach-khac")))
        done = run_dbt(warehouse, "build", *_left_out(warehouse, connection), command=build_command())
        assert done.returncode == 1
        assert "fct_indicator_ledger_references" in done.stdout
        # It goes on failing until the row is put right.
        assert run_dbt(warehouse, "build", command=build_command()).returncode == 1


def test_what_a_version_names_is_built_first() -> None:
    """Else a unit has the version of the build before, and is made again in the next one or, worse, is not."""
    manifest = json.loads(require_manifest().read_bytes())
    parents, nodes = manifest["parent_map"], manifest["nodes"]

    @cache
    def upstream(unique_id: str) -> set[str]:
        return {unique_id.rsplit(".", maxsplit=1)[-1]}.union(*map(upstream, parents.get(unique_id, ())))

    named = 0
    for unique_id, node in nodes.items():
        units = node["config"].get("meta", {}).get("units", ()) if node["resource_type"] == "model" else ()
        versions = " ".join(unit["version"] for unit in units)
        models = set(re.findall(r"built_units\.model = '(\w+)'|from (?:marts|intermediate)\.(\w+) as", versions))
        wanted = {name for pair in models for name in pair if name} - _ACCOUNT
        assert not wanted - upstream(unique_id), f"{node['name']} reads none of these: {wanted - upstream(unique_id)}"
        named += len(wanted)
    assert named, "versions are written otherwise than this test reads them"


_TITLE = "Số hóa hồ sơ lưu trữ lịch sử năm 2024"


def _plan(document_id: str, symbol: str | None, year: int, *cites: str) -> Plan:
    return Plan(
        document_id=document_id,
        issuer="UBND tỉnh Nghệ An",
        province="nghe-an",
        year=year,
        title=f"Kế hoạch {document_id}",
        symbol=symbol,
        cites=tuple((cited, "can_cu") for cited in cites),
    )


def _promising(promise: str, *cites: str) -> Records:
    """A plan that promises ``promise``; its second citation goes by title, its third names a document by its key."""
    records = plan_records(replace(_plan("so-y-te", "20/KH-SYT", 2024, *cites), issuer="Sở Y tế"))
    records["citations"][1]["subject"] = _TITLE
    records["citations"][2]["cited_document_id"] = "theo-khoa"
    records["commitments"] = [
        {
            "document_id": "so-y-te",
            "record_no": 1,
            "subject": promise,
            "what": "hoàn thành",
            "commitment_kind": "complete",
            "due_text": "trong năm 2024",
            "due_date": date(2024, 12, 31),
            "due_year_inferred": False,
            "sentence": f"Hoàn thành {promise}",
        }
    ]
    return records


def _following(number: str, status_text: str) -> Records:
    """A plan of the next year: what became of the promise, and the title that the other plan cites under ``number``."""
    line = Line("Xây dựng Kho dữ liệu khám chữa bệnh", status_text=status_text)
    records = plan_records(replace(_plan("sau", "30/KH-UBND", 2025, number), projects=(line,)))
    records["citations"][0]["subject"] = _TITLE
    return records


def test_citations_and_promises_follow_what_comes_and_goes(tmp_path: Path) -> None:
    """Of documents that stay as they are: by symbol, by title, by key, step by step; and what later ones say of a promise."""
    cites = ("10/KH-UBND", "11/KH-UBND", "77/KH-UBND")
    kho, cong = "Kho dữ liệu khám chữa bệnh", "Cổng dữ liệu khám chữa bệnh"
    ten, title, none = "resolved muoi", "resolved khong-so", "dangling "
    # What is loaded, as (file, records); then the states of the three citations, what the plan rests on, its promise.
    steps: list[tuple[dict[str, Records], list[str], set[str], str]] = [
        (
            {"a": _promising(kho, *cites), "ten": plan_records(_plan("muoi", "10/KH-UBND", 2024, "05/KH-UBND"))},
            [ten, none, none],
            {"muoi"},
            "due_later",
        ),
        # What the cited document cites comes in, and a document without a number.
        (
            {
                "five": plan_records(_plan("nam", "05/KH-UBND", 2023)),
                "blank": plan_records(replace(_plan("khong-so", None, 2024), title=_TITLE)),
            },
            [ten, title, none],
            {"muoi", "nam", "khong-so"},
            "due_later",
        ),
        # A second document of one number.
        (
            {"other": plan_records(_plan("muoi-khac", "10/KH-UBND", 2024))},
            ["ambiguous ", title, none],
            {"khong-so"},
            "due_later",
        ),
        # It is gone: its file holds another one.
        (
            {"other": plan_records(_plan("chin", "99/KH-UBND", 2024))},
            [ten, title, none],
            {"muoi", "nam", "khong-so"},
            "due_later",
        ),
        # Another document cites the same title under another number, and lists what was promised.
        ({"b": _following("12/KH-UBND", "Tiếp tục")}, [ten, none, none], {"muoi", "nam"}, "overdue"),
        (
            {"b": _following("11/KH-UBND", "Đã hoàn thành")},
            [ten, title, none],
            {"muoi", "nam", "khong-so"},
            "done",
        ),
        # The document that a citation names by its key comes and goes; by its symbol it is another one.
        (
            {"named": plan_records(_plan("theo-khoa", "88/KH-UBND", 2024))},
            [ten, title, "resolved theo-khoa"],
            {"muoi", "nam", "khong-so", "theo-khoa"},
            "done",
        ),
        (
            {"named": plan_records(_plan("tam", "98/KH-UBND", 2024))},
            [ten, title, none],
            {"muoi", "nam", "khong-so"},
            "done",
        ),
        # The one on the way no longer cites.
        (
            {"ten": plan_records(_plan("muoi", "10/KH-UBND", 2024))},
            [ten, title, none],
            {"muoi", "khong-so"},
            "done",
        ),
        (
            {"a": _promising(cong, "05/KH-UBND", *cites[1:])},
            ["resolved nam", title, none],
            {"nam", "khong-so"},
            "silent",
        ),
    ]
    models = ("--select", "+fct_citation_path", "+fct_commitment", "+int_plan_edge", "--exclude", "resource_type:test")
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        received_no = 0
        for loaded, states, rests_on, promise in steps:
            for name, records in loaded.items():
                received_no += 1
                load_records(connection, received_no, f"{name}.txt", records)
            _build(warehouse, *models)
            found = connection.execute(
                "select concat_ws(' ', state, coalesce(cited_document_id, '')) from marts.fct_citation_edge"
                " where document_id = 'so-y-te' order by edge_id"
            )
            assert [state for (state,) in found] == states
            reached = connection.execute(
                "select rests_on_id from marts.fct_citation_path where document_id = 'so-y-te'"
            )
            assert {rests_on_id for (rests_on_id,) in reached} == rests_on
            kept = connection.execute("select state from marts.fct_commitment where document_id = 'so-y-te'")
            assert kept.fetchall() == [(promise,)]
            grown = contents_of(connection)
        _build(warehouse, *models, "--full-refresh")
        assert contents_of(connection) == grown


def _has_rows(connection: psycopg.Connection, schema: str, table: str) -> bool:
    query = sql.SQL("select exists (select from {})").format(sql.Identifier(schema, table))
    return connection.execute(query).fetchone() == (True,)


def test_value_that_is_not_declared_stops_before_its_mart(grown: tuple[Warehouse, list[_Contents]]) -> None:
    warehouse, _ = grown
    with warehouse.connect() as connection:
        before = contents_of(connection)["marts.dim_document"]
        source = receipt(9, "sai.txt", "7")
        records = report_records(source)
        records["documents"][0] |= {"document_id": "sai", "source_format": "wps"}
        load_source(connection, source, Validation({"documents": records["documents"]}))
        done = run_dbt(warehouse, "build")
        assert done.returncode == 1
        assert "violates check constraint" in done.stdout
        assert "source_format_check" in done.stdout
        assert contents_of(connection)["marts.dim_document"] == before
        # The views on the marts that could not be built still answer.
        assert connection.execute("select count(*) from marts.documents").fetchone() == (len(before),)
