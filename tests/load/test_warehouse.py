"""Opening the warehouse: the embedded server in awkward folders, and servers that cannot be used."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from pipelines.load import warehouse as warehouse_module
from pipelines.load.warehouse import WarehouseError, check_server, open_warehouse
from pipelines.settings import Home
from tests.warehouses import server_database


@pytest.mark.parametrize("name", ["home", "kho số & 'một'", "x" * 120])
def test_embedded_server_works_in_any_folder(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / name)
    with open_warehouse(home, None) as warehouse, warehouse.connect() as connection:
        connection.execute("create table public.kept (word text)")
        connection.execute("insert into public.kept values ('đã ghi')")
        assert connection.info.server_version >= 150000
    with open_warehouse(home, None) as warehouse, warehouse.connect() as connection:
        assert connection.execute("select word from public.kept").fetchall() == [("đã ghi",)]
    with pytest.raises(psycopg.OperationalError):
        warehouse.connect()


def test_embedded_server_is_the_same_on_every_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")  # a locale that few servers have installed
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        row = connection.execute(
            "select pg_encoding_to_char(encoding), datcollate from pg_database where datname = current_database()"
        ).fetchone()
    assert row == ("UTF8", "C")
    assert os.environ["LC_ALL"] == "vi_VN.UTF-8"


def test_server_stays_until_its_last_user_leaves(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with open_warehouse(home, None) as outer:
        with open_warehouse(home, None) as inner:
            inner.connect().close()
        outer.connect().close()
        program = (
            "from pathlib import Path; from pipelines.settings import Home;"
            " from pipelines.load.warehouse import open_warehouse\n"
            f"with open_warehouse(Home(Path({str(tmp_path)!r})), None) as warehouse: warehouse.connect().close()"
        )
        subprocess.run([sys.executable, "-c", program], check=True)
        outer.connect().close()
    with pytest.raises(psycopg.OperationalError):
        outer.connect()


def test_killed_user_does_not_keep_the_server_running(tmp_path: Path) -> None:
    program = (
        "import os, signal; from pathlib import Path; from pipelines.settings import Home;"
        " from pipelines.load.warehouse import open_warehouse\n"
        f"with open_warehouse(Home(Path({str(tmp_path)!r})), None): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    with open_warehouse(Home(tmp_path), None) as warehouse:
        warehouse.connect().close()
    with pytest.raises(psycopg.OperationalError):
        warehouse.connect()


def test_number_of_a_dead_server_may_be_another_programs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with open_warehouse(home, None):
        lines = (home.warehouse / "postmaster.pid").read_text().splitlines()
    left_behind = home.warehouse / "postmaster.pid"
    left_behind.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with open_warehouse(home, None) as warehouse:
        warehouse.connect().close()


def test_broken_data_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "PG_VERSION").write_text("9\n")
    with pytest.raises(WarehouseError) as raised, open_warehouse(Home(tmp_path), None):
        pass
    assert "does not start" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("mysql://localhost/khoso", "is no postgresql:// address"),
        ("postgresql://khoso:secret@localhost:1/khoso", "cannot be reached"),
        ("postgresql://khoso:secret@localhost:port/khoso", "cannot be reached"),
    ],
)
def test_address_that_leads_nowhere_is_one_line(tmp_path: Path, url: str, part: str) -> None:
    with pytest.raises(WarehouseError) as raised, open_warehouse(Home(tmp_path), url):
        pass
    assert part in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_server_with_another_encoding_is_refused(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database old_texts template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'")
    with pytest.raises(WarehouseError, match="LATIN1; create one with encoding UTF8"):
        check_server(server_url.replace("/postgres?", "/old_texts?"))


def test_user_who_may_not_create_schemas_is_refused(server_url: str) -> None:
    with server_database(server_url) as url:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute("create role onlooker login")
        with pytest.raises(
            WarehouseError, match=r"run: grant create, temporary on database khoso_[0-9a-f]+ to onlooker"
        ):
            check_server(re.sub(r"//\w+@", "//onlooker@", url))


def test_older_server_is_refused(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # No older server is at hand, so the bound is moved over the one that is.
    monkeypatch.setattr("pipelines.load.warehouse.OLDEST_SERVER_VERSION", 990000)
    with pytest.raises(WarehouseError, match=r"is PostgreSQL \d+; it has to be 15 or newer"):
        check_server(server_url)


@pytest.mark.parametrize(("pages", "megabytes"), [(2**16, 128), (2**20, 512), (2**30, 1024)])
def test_embedded_server_holds_an_eighth_of_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, megabytes: int
) -> None:
    numbers, of_this_machine = {"SC_PHYS_PAGES": pages, "SC_PAGE_SIZE": 4096}, os.sysconf
    monkeypatch.setattr(os, "sysconf", lambda name: numbers.get(str(name)) or of_this_machine(name))
    monkeypatch.setattr(warehouse_module, "_MEMORY_OF_CONTAINER", tmp_path / "none")
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        held = connection.execute("select setting::int * 8 / 1024 from pg_settings where name = 'shared_buffers'")
        assert held.fetchone() == (megabytes,)


def test_embedded_server_of_a_container_keeps_to_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text(str(2 * 1024**3) + "\n")
    monkeypatch.setattr(warehouse_module, "_MEMORY_OF_CONTAINER", tmp_path / "memory.max")
    with open_warehouse(Home(tmp_path), None) as warehouse, warehouse.connect() as connection:
        assert connection.execute("show shared_buffers").fetchone() == ("256MB",)
