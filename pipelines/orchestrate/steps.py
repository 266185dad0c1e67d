"""The steps of a run in order, each one function over the current sources; assets call them, as may any program.

Nothing here knows Dagster. What a step does to one source is in its own folder; here is only which sources need it.
"""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import psycopg

from pipelines.archive.ledger import Receipt
from pipelines.archive.store import read_blob
from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Records
from pipelines.load.raw import LoadError, create_raw_schema, load_rejection, load_source
from pipelines.load.warehouse import Warehouse
from pipelines.orchestrate.load_stamps import LoadStamps
from pipelines.orchestrate.progress import report
from pipelines.orchestrate.records_store import Kept, drop_superseded, keep, kept
from pipelines.orchestrate.sources import Source, current_sources
from pipelines.orchestrate.state import NO_BYTES, READ_CODE, VALIDATE_CODE, Rejection, unreadable_sources
from pipelines.read.formats import Format, detect_format
from pipelines.read.model import Document, SourceRejected
from pipelines.read.printed import keep_print
from pipelines.read.sources import read_source
from pipelines.settings import Home, code_fingerprint
from pipelines.validate.model import ColumnarRows, Validation

_SPREADSHEETS = frozenset({Format.XLSX, Format.XLSB, Format.XLS, Format.ODS, Format.CSV})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What a step came to: how many sources it worked on, how many it could leave as they were, which it rejected."""

    done: int
    left: int
    rejected: tuple[Rejection, ...] = ()


def read_sources(home: Home, sources: Sequence[Source], *, again: bool = False) -> StepOutcome:
    """Read and interpret the sources that this code has not read yet, or all of them ``again``."""
    code = code_fingerprint(*READ_CODE)
    rejected: list[Rejection] = []
    done = 0
    for number, source in enumerate(sources, start=1):
        found = None if again else kept(home, "read", source.receipt, code)
        if found is None:
            report(f"reading {source.receipt.source_name}", number, len(sources))
            outcome = _read_one(home, source.receipt)
            keep(home, "read", source.receipt, code, outcome)
            rejection = outcome if isinstance(outcome, Rejection) else None
            done += 1
        else:
            rejection = found.rejection
        if rejection is not None and not source.is_earlier:
            rejected += (
                Rejection(r.source_name, r.source_sha256, rejection.problem, rejection.remedy) for r in source.receipts
            )
    return StepOutcome(done, len(sources) - done, tuple(rejected))


def validate_sources(home: Home, sources: Sequence[Source], *, again: bool = False) -> StepOutcome:
    """Validate what was read and not validated yet, in one go, as most of the time goes into each start."""
    code, read_code = code_fingerprint(*VALIDATE_CODE), code_fingerprint(*READ_CODE)
    readable = {
        source.receipt: found
        for source in sources
        if (found := kept(home, "read", source.receipt, read_code)) is not None and found.rejection is None
    }
    waiting = {
        receipt: found for receipt, found in readable.items() if again or not kept(home, "validated", receipt, code)
    }
    if waiting:
        report(f"validating {len(waiting)} sources")
        _validate(home, waiting, code)
    return StepOutcome(len(waiting), len(readable) - len(waiting))


def _validate(home: Home, waiting: Mapping[Receipt, Kept], code: str) -> None:
    # Great Expectations takes seconds to import, and a run with nothing to validate need not wait for it.
    from pipelines.validate.suites import validate_batch  # noqa: PLC0415

    read = {receipt.source_sha256: found.validation() for receipt, found in waiting.items()}
    returns = {sha256: _validate_return(outcome) for sha256, outcome in read.items() if outcome.tables}
    validations = validate_batch({sha256: returns.get(sha256, outcome).accepted for sha256, outcome in read.items()})
    for receipt in waiting:
        validation = validations[receipt.source_sha256]
        if (taken := returns.get(receipt.source_sha256)) is not None:
            validation = replace(validation, results=(*validation.results, *taken.results), tables=taken.tables)
        keep(home, "validated", receipt, code, validation)


def _validate_return(read: Validation) -> Validation:
    from pipelines.validate.returns import validate_return  # noqa: PLC0415 - only returns need it

    return validate_return(read)


def read_validations(home: Home, sources: Sequence[Source]) -> dict[Receipt, Validation]:
    """Return the validated records of every source that was not rejected."""
    code = code_fingerprint(*VALIDATE_CODE)
    found = ((source.receipt, kept(home, "validated", source.receipt, code)) for source in sources)
    return {receipt: entry.validation() for receipt, entry in found if entry is not None}


def find_lost_rows(
    home: Home, sources: Sequence[Source], validations: Mapping[Receipt, Validation]
) -> list[tuple[str, str, int, int]]:
    """Return source, dataset, rows read and rows accounted for, wherever validation has not as many as were read."""
    code = code_fingerprint(*READ_CODE)
    lost = []
    for source in sources:
        found = kept(home, "read", source.receipt, code)
        if found is None or found.rejection is not None:
            continue
        validation = validations.get(source.receipt, Validation(accepted={}))
        set_aside = Counter(row.dataset for row in validation.rejected)
        read = found.validation()
        for dataset, rows in read.accepted.items():
            if read.tables and dataset == "submission_issues":
                continue  # remarks on the return as a whole; validation adds its own to them
            accounted = len(validation.accepted.get(dataset, ())) + set_aside[dataset]
            if accounted != len(rows):
                lost.append((source.receipt.source_name, dataset, len(rows), accounted))
        for dataset, table in read.tables.items():
            accounted = sum(
                validation.tables[name].count for name in (dataset, "rejected_rows") if name in validation.tables
            )
            if accounted != table.count:
                lost.append((source.receipt.source_name, dataset, table.count, accounted))
    return lost


def read_rejections(home: Home, sources: Sequence[Source]) -> tuple[Rejection, ...]:
    """Return the rejections among the sources, one per name."""
    code = code_fingerprint(*READ_CODE)
    rejected: list[Rejection] = []
    for source in sources:
        found = None if source.is_earlier else kept(home, "read", source.receipt, code)
        if found is not None and found.rejection is not None:
            problem, remedy = found.rejection.problem, found.rejection.remedy
            rejected += (Rejection(r.source_name, r.source_sha256, problem, remedy) for r in source.receipts)
    return tuple(rejected)


def load_sources(home: Home, warehouse: Warehouse, sources: Sequence[Source], *, again: bool = False) -> StepOutcome:
    """Load what the warehouse does not hold yet: one transaction per source, so that a stopped run goes on after it."""
    with warehouse.connect() as connection:
        create_raw_schema(connection)
        _load_unreadable(connection, unreadable_sources(home))
        stamps = LoadStamps(home, connection)
        waiting = [source for source in sources if again or not stamps.holds(source)]
        rejected: list[Rejection] = []
        for number, source in enumerate(waiting, start=1):
            report(f"loading {source.receipt.source_name}", number, len(waiting))
            rejection = _load_one(home, connection, source)
            if rejection is None:
                stamps.note(source)
            else:
                rejected.append(rejection)
    drop_superseded(home, (source.receipt for source in current_sources(home)))
    return StepOutcome(len(waiting) - len(rejected), len(sources) - len(waiting), tuple(rejected))


def all_loaded(home: Home, warehouse: Warehouse) -> bool:
    """Tell whether the warehouse holds every current source as this code reads it."""
    with warehouse.connect() as connection:
        stamps = LoadStamps(home, connection)
        return all(stamps.holds(source) for source in current_sources(home))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Reading makes many objects and no cycles; looking for some takes 5 % of the time of a plan, a quarter of that of 10 MB."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def read_records(source_name: str, source_sha256: str, data: bytes) -> Records:
    """Read one source into the records of every dataset; of a return all but its rows. Raises SourceRejected."""
    return dict(read_outcome(source_name, source_sha256, data).accepted)


def read_outcome(
    source_name: str, source_sha256: str, data: bytes, keep_document: Callable[[Document], None] | None = None
) -> Validation:
    """Read one source, a document or an agency's return; nothing is validated yet. Raises SourceRejected.

    ``keep_document`` is given what was read of a source that is no spreadsheet, before it is interpreted.
    """
    with _without_collection():
        # What was read of the file is gone before anybody looks for cycles in it.
        return _read_outcome(source_name, source_sha256, data, keep_document)


def _read_outcome(
    source_name: str, source_sha256: str, data: bytes, keep_document: Callable[[Document], None] | None
) -> Validation:
    found = detect_format(source_name, data)
    if found not in _SPREADSHEETS:
        document = read_source(source_name, source_sha256, data)
        if keep_document is not None:
            keep_document(document)
        return Validation(accepted=interpret_document(document))
    # Only spreadsheets may be returns, and only they need these libraries.
    from pipelines.interpret.returns.workbook_return import interpret_return  # noqa: PLC0415
    from pipelines.read.sheets import read_sheets  # noqa: PLC0415
    from pipelines.read.workbook import read_workbook  # noqa: PLC0415

    workbook = read_workbook(source_name, source_sha256, data, found)
    reading = interpret_return(workbook)
    if reading is None:
        return Validation(accepted=interpret_document(read_sheets(workbook)))
    records = {
        "submissions": [reading.submission],
        "agencies": reading.agencies,
        "submission_issues": reading.remarks,
    }
    return Validation(accepted=records, tables={reading.kind.dataset: ColumnarRows.of(reading.rows)})


def _read_one(home: Home, receipt: Receipt) -> Validation | Rejection:
    try:
        data = read_blob(home, receipt.source_sha256)
        return read_outcome(receipt.source_name, receipt.source_sha256, data, partial(keep_print, home))
    except SourceRejected as rejected:
        return Rejection(receipt.source_name, receipt.source_sha256, rejected.problem, rejected.remedy)
    except Exception as error:
        # A fault of ours that one source brings to light must not keep the others out.
        _log.exception("reading %s failed", receipt.source_name)
        problem = f"khoso itself failed on it ({type(error).__name__}: {' '.join(str(error).split())})"
        return Rejection(
            receipt.source_name, receipt.source_sha256, problem, "report this fault together with the file"
        )


def _load_one(home: Home, connection: psycopg.Connection, source: Source) -> Rejection | None:
    found: Kept | None = kept(home, "read", source.receipt, code_fingerprint(*READ_CODE))
    if found is not None and found.rejection is not None:
        for receipt in source.receipts:
            load_rejection(connection, receipt, _as_exception(receipt, found.rejection))
        return None
    validated = kept(home, "validated", source.receipt, code_fingerprint(*VALIDATE_CODE))
    if validated is None:
        raise ValueError(f"{source.receipt.source_name} was not validated; materialise its records first")
    try:
        load_source(connection, source.receipt, validated.validation())
    except LoadError as error:
        if not isinstance(error.__cause__, psycopg.DataError | psycopg.IntegrityError):
            raise
        rejection = Rejection(source.receipt.source_name, source.receipt.source_sha256, str(error), "report this fault")
        load_rejection(connection, source.receipt, _as_exception(source.receipt, rejection))
        return rejection
    return None


def _load_unreadable(connection: psycopg.Connection, unreadable: Iterable[Rejection]) -> None:
    """Note files that gave no bytes, numbered below the ledger: they replace nothing that was received before."""
    with connection.transaction():
        connection.execute(
            "delete from raw.rejected_sources as rejected using raw.sources as received"
            " where received.received_no < 0 and rejected.source_name = received.source_name"
            " and rejected.source_sha256 = received.source_sha256"
        )
        connection.execute("delete from raw.sources where received_no < 0")
        for number, rejection in enumerate(unreadable, start=1):
            receipt = Receipt(-number, rejection.source_name, NO_BYTES, 0, "application/octet-stream", _NEVER, "inbox")
            load_rejection(connection, receipt, _as_exception(receipt, rejection))


_NEVER = "1970-01-01T00:00:00+00:00"


def _as_exception(receipt: Receipt, rejection: Rejection) -> SourceRejected:
    return SourceRejected(receipt.source_name, rejection.problem, rejection.remedy)
