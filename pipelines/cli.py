"""The command ``khoso``: what an operator types, what it prints and its exit status.

The work is in the other folders, and their libraries are imported only when there is work: a run with nothing new and
``khoso status`` have to answer at once.
"""

import logging
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines import settings
from pipelines.archive.ledger import current_receipts, read_ledger
from pipelines.archive.lock import HomeBusyError, lock_home
from pipelines.archive.store import archive_inbox
from pipelines.orchestrate.state import Rejection, State, is_up_to_date, read_state, rejections_of, unreadable_sources

DONE, FAILED, USAGE, SOME_REJECTED, INTERRUPTED = 0, 1, 2, 3, 130

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar=settings.HOME_VARIABLE,
        file_okay=False,
        help="Folder of the archive, the embedded warehouse and the releases.",
    ),
]
WarehouseOption = Annotated[
    str | None,
    typer.Option(
        "--warehouse",
        envvar=settings.WAREHOUSE_VARIABLE,
        metavar="URL",
        show_envvar=True,
        help="postgresql://... of a server of yours (15 or newer) in place of the embedded one.",
    ),
]
_HOME = settings.PROJECT_ROOT / "data"
_INBOX = settings.PROJECT_ROOT / "data" / "samples"

app = typer.Typer(
    name="khoso",
    help="Plans and reports in, a warehouse and open data out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
publish = typer.Typer(help="Bring the current release to other portals.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(publish, name="publish")


@app.command()
def run(
    inbox: Annotated[
        Path,
        typer.Option("--inbox", envvar=settings.INBOX_VARIABLE, help="Folder of sources, with its subfolders."),
    ] = _INBOX,
    home: HomeOption = _HOME,
    warehouse: WarehouseOption = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a failed run.")] = False,
) -> None:
    """Take in what is new in the inbox, build the warehouse and publish a release."""
    if not inbox.is_dir():
        _complain(f"{inbox}: there is no such folder; name the folder of your sources with --inbox")
        raise typer.Exit(USAGE)
    place = settings.Home(home.resolve())
    with _failing_in_one_line(place, debug), lock_home(place):
        exit_status = _run(inbox.resolve(), place, warehouse or None)
    raise typer.Exit(exit_status)


@app.command()
def templates(
    agency: Annotated[str, typer.Option("--agency", help="Its id or its printed name, as in the dataset agencies.")],
    period: Annotated[str, typer.Option("--period", help="2024-Q1, 2024-03, 2024-H1, 2024-9M or 2024.")],
    home: HomeOption = _HOME,
    out: Annotated[
        Path | None,
        typer.Option("--out", file_okay=False, help="Folder to write into; else HOME/templates/AGENCY/PERIOD."),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind of return; may be given again.")
    ] = None,
    coordinated: Annotated[
        bool, typer.Option("--coordinated", help="Also what the agency only coordinates, not leads or monitors.")
    ] = False,
) -> None:
    """Write the workbooks that an agency fills in: only its own indicators and projects, out of the current release."""
    from pipelines.publish.return_templates import TemplateError, publish_templates  # noqa: PLC0415 - see the docstring of the module

    place = settings.Home(home.resolve())
    problem = None
    with _failing_in_one_line(place):
        try:
            written = publish_templates(place, agency, period, out=out, kinds=kind or (), coordinated=coordinated)
        except TemplateError as error:
            problem = str(error)
    if problem is not None:
        _complain(problem)
        raise typer.Exit(USAGE)
    for template in written:
        typer.echo(f"{template.path}: {template.row_count} rows prefilled")
    for remark in dict.fromkeys(template.remark for template in written if template.remark):
        _complain(remark)


@app.command()
def status(
    home: HomeOption = _HOME,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day to tell deadlines for; else today."),
    ] = None,
) -> None:
    """Say what was received, what is published, which sources were rejected and how agencies stand with their returns."""
    place = settings.Home(home.resolve())
    with _failing_in_one_line(place):
        ledger = read_ledger(place)
    current = list(current_receipts(ledger))
    state = read_state(place)
    release = place.current_release
    typer.echo(f"home:      {place.root}")
    typer.echo(f"receipts:  {len(ledger)} ({len(current)} current sources)")
    typer.echo(f"documents: {state.document_count if state else 0}")
    typer.echo(f"release:   {f'{release.readlink()} in {release}' if release.is_symlink() else 'none yet'}")
    rejected = state.rejected if state else ()
    typer.echo(f"rejected:  {len(rejected)}")
    for rejection in rejected:
        typer.echo(f"  {_line(rejection)}")
    with _failing_in_one_line(place):
        _tell_deadlines(place, as_of)


@app.command()
def ui(
    inbox: Annotated[Path, typer.Option("--inbox", envvar=settings.INBOX_VARIABLE)] = _INBOX,
    home: HomeOption = _HOME,
    warehouse: WarehouseOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 3000,
) -> None:
    """Open the Dagster UI on the same home and warehouse; end it with Ctrl-C."""
    from pipelines.orchestrate.ui import serve_ui  # noqa: PLC0415 - see the docstring of the module

    place = settings.Home(home.resolve())
    set_place(inbox.resolve(), place, warehouse or None)
    with _failing_in_one_line(place):
        exit_status = serve_ui(host, port)
    raise typer.Exit(exit_status)


@app.command()
def portal(
    home: HomeOption = _HOME,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Show it in a browser; or only build it.")] = True,
) -> None:
    """Show the open-data portal on the current release; end it with Ctrl-C."""
    from pipelines.publish.deadlines import today  # noqa: PLC0415 - see the docstring of the module
    from pipelines.publish.portal.build import build_portal  # noqa: PLC0415

    place = settings.Home(home.resolve())
    if not place.current_release.exists():
        _complain(f"there is no release in {place.releases}; make one with: khoso run --home {place.root}")
        raise typer.Exit(FAILED)
    with _failing_in_one_line(place), lock_home(place):
        built = build_portal(place, place.current_release.resolve(), today())
    typer.echo(f"portal: {len(built.written)} files written into {place.portal}")
    if serve:
        _serve_portal(place, host, port)


@app.command()
def bi(
    home: HomeOption = _HOME,
    warehouse: WarehouseOption = None,
    reader: Annotated[
        str | None,
        typer.Option(
            "--reader",
            envvar="KHOSO_BI_URL",
            metavar="URL",
            help="postgresql://khoso_reader:...@... for a server of yours; the embedded one needs none.",
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8088,
) -> None:
    """Open the dashboards in Apache Superset on the same home and warehouse; end it with Ctrl-C."""
    from pipelines.publish.bi.server import serve  # noqa: PLC0415 - see the docstring of the module

    place = settings.Home(home.resolve())
    with _failing_in_one_line(place):
        exit_status = serve(place, warehouse or None, reader or None, host, port, typer.echo)
    raise typer.Exit(exit_status)


@app.command()
def docs(home: HomeOption = _HOME, warehouse: WarehouseOption = None) -> None:
    """Write the pages of dbt on every model, column and dashboard: one file, HOME/docs/index.html."""
    from pipelines.publish.bi.dbt_docs import write_dbt_docs  # noqa: PLC0415 - see the docstring of the module

    place = settings.Home(home.resolve())
    with _failing_in_one_line(place):
        typer.echo(f"the pages stand in {write_dbt_docs(place, warehouse or None)}")


@publish.command()
def ckan(
    url: Annotated[str, typer.Option("--url", envvar="KHOSO_CKAN_URL", help="Address of the CKAN, https://...")],
    api_key: Annotated[
        str,
        typer.Option(
            "--api-key",
            envvar="KHOSO_CKAN_API_KEY",
            help="API token of a user who may edit datasets; better in the variable.",
        ),
    ],
    home: HomeOption = _HOME,
    organization: Annotated[
        str | None, typer.Option("--organization", help="Name or id of the organisation that owns the packages.")
    ] = None,
) -> None:
    """Create and update a package per dataset in a CKAN, with files, declared types and the data dictionary."""
    from pipelines.publish.ckan import publish_to_ckan  # noqa: PLC0415 - see the docstring of the module

    place = settings.Home(home.resolve())
    with _failing_in_one_line(place):
        done = publish_to_ckan(place, url, api_key, organization)
    counts = f"{len(done.created)} created, {len(done.updated)} updated, {len(done.unchanged)} unchanged"
    typer.echo(f"{url}: {counts}")
    if not done.has_datastore:
        _complain(f"{url} has no DataStore; files are there, types and data dictionary are not")


def main() -> int:
    """Return the exit status: 0, 1 failed, 2 wrong usage, 3 some sources rejected, 130 interrupted."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    return DONE


def set_place(inbox: Path, home: settings.Home, warehouse_url: str | None) -> None:
    """Tell this process and those it starts where to work, as the Dagster definitions take it from the environment."""
    os.environ[settings.INBOX_VARIABLE] = str(inbox)
    os.environ[settings.HOME_VARIABLE] = str(home.root)
    os.environ.pop(settings.WAREHOUSE_VARIABLE, None)
    if warehouse_url is not None:
        os.environ[settings.WAREHOUSE_VARIABLE] = warehouse_url


def _serve_portal(home: settings.Home, host: str, port: int) -> None:
    from pipelines.publish.portal.serve import portal_server  # noqa: PLC0415 - see the docstring of the module

    try:
        server = portal_server(home.portal, host, port)
    except OSError as error:
        _complain(f"the portal cannot be shown on {host}:{port} ({error.strerror}); choose another port with --port")
        raise typer.Exit(FAILED) from None
    with server:
        typer.echo(f"the portal is at http://{host}:{server.server_address[1]}/ until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("")


def _tell_deadlines(home: settings.Home, as_of: datetime | None) -> None:
    """Print who has sent which return and who has not; nothing where nothing was released."""
    if not home.current_release.exists():
        return
    from pipelines.publish import deadlines  # noqa: PLC0415 - an empty home need not wait for it

    day = as_of.date() if as_of is not None else deadlines.today()
    found = deadlines.standings(home.current_release, deadlines.read_calendars(home), day)
    if not found:
        return
    typer.echo(f"returns as of {day}:")
    _print_table(
        ("period", "return", "agency", "due before", "state", "received"), [deadlines.describe(each) for each in found]
    )
    counted = Counter(each.state for each in found)
    late = sum(each.is_late for each in found)
    typer.echo(f"  {', '.join(f'{count} {state}' for state, count in sorted(counted.items()))}; {late} came late")
    for before, period, count in deadlines.next_deadlines(found, day):
        typer.echo(f"  next deadline: before {before} for {period.code}, {count} returns expected")


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """On a terminal a table, anywhere else columns with blanks between them."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - takes a tenth of a second
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(*headings)
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)
        return
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    for row in (headings, *rows):
        typer.echo("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


@app.command()
def api(
    home: HomeOption = _HOME,
    warehouse: WarehouseOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8090,
    rate: Annotated[
        float, typer.Option("--rate", min=0, help="Requests a second for each address; 0: no limit.")
    ] = 20.0,
) -> None:
    """Serve the read-only API over the warehouse; end it with Ctrl-C."""
    place = settings.Home(home.resolve())
    with _failing_in_one_line(place):
        from pipelines.publish.api.server import serve_api  # noqa: PLC0415 - see the docstring of the module

        typer.echo(f"the API is at http://{host}:{port}/ until Ctrl-C; http://{host}:{port}/openapi.json describes it")
        serve_api(place, warehouse or None, host, port, rate)


def _run(inbox: Path, home: settings.Home, warehouse_url: str | None) -> int:
    intake = archive_inbox(home, inbox, "inbox")
    state = read_state(home)
    if state is not None and is_up_to_date(home, warehouse_url, state):
        typer.echo(f"nothing new in {inbox}; release {state.release_id} stands in {home.current_release}")
    else:
        state = _build(inbox, home, warehouse_url)
    rejected = (*unreadable_sources(home), *rejections_of(intake.receipts, state.rejected))
    for rejection in rejected:
        _complain(_line(rejection))
    return SOME_REJECTED if rejected else DONE


def _build(inbox: Path, home: settings.Home, warehouse_url: str | None) -> State:
    from pipelines.orchestrate.progress import Progress, listening  # noqa: PLC0415 - see the docstring of the module
    from pipelines.orchestrate.terminal import showing_progress  # noqa: PLC0415

    if warehouse_url is not None:
        # A server that cannot be used is better known before minutes of reading than after.
        from pipelines.load.warehouse import check_server  # noqa: PLC0415

        check_server(warehouse_url)
    from pipelines.validate.reference import require_reference  # noqa: PLC0415

    require_reference()
    set_place(inbox, home, warehouse_url)
    home.root.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=home.log, filemode="w", level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    with showing_progress() as listener, listening(listener):
        listener(Progress("starting"))
        from pipelines.orchestrate.run import run_everything  # noqa: PLC0415

        state = run_everything(home)
    typer.echo(f"release {state.release_id} with {state.document_count} documents stands in {home.current_release}")
    return state


def _line(rejection: Rejection) -> str:
    text = f"{rejection.source_name}: {rejection.problem}; {rejection.remedy}"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _complain(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _failing_in_one_line(home: settings.Home, debug: bool = False) -> Iterator[None]:
    try:
        yield
    except HomeBusyError as error:
        _complain(str(error))
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        _complain("interrupted; what is published stays as it is, and the next run goes on from here")
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        if debug:
            raise
        from pipelines.validate.reference import ReferenceFilesError  # noqa: PLC0415 - only who fails need wait for it

        if isinstance(error, ReferenceFilesError):
            for mistake in error.mistakes:
                _complain(f"data/reference/{mistake}")
            _complain("failed: put these rows right and run again; nothing was built, and what is published stays")
            raise typer.Exit(FAILED) from None
        reason = " ".join(str(error).split()) or type(error).__name__
        _complain(f"failed: {reason}{_log_failure(error, home)}")
        raise typer.Exit(FAILED) from None


def _log_failure(error: Exception, home: settings.Home) -> str:
    """Add the traceback to the log of the run, if there is one, and say where that is."""
    if not home.log.exists():
        return ""
    # Not through logging: the libraries of a run may have set up handlers of their own.
    with home.log.open("a", encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return f"; the log is {home.log}"


if __name__ == "__main__":
    sys.exit(main())
