"""What a release covers in space and time and who issued its documents, read from its own marts."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

import psycopg
from psycopg import sql

from pipelines.publish.marts import mart

_PERIOD: LiteralString = """
select
    min(coalesce(documents.period_start, documents.issue_date)),
    max(coalesce(documents.period_end, documents.issue_date)),
    greatest(max(documents.issue_date), (select max(submissions.received_at)::date from {submissions} as submissions))
from {documents} as documents
"""
# A code means the unit that had it when the document was issued.
_PLACES: LiteralString = """
select distinct documents.province_code, coalesce(units.name, documents.province_code)
from {documents} as documents
left join {units} as units
    on documents.province_code = units.code
    and units.level = 'province'
    and (units.valid_from is null or units.valid_from <= coalesce(documents.issue_date, documents.period_start))
    and (units.valid_to is null or units.valid_to > coalesce(documents.issue_date, documents.period_start))
where documents.province_code is not null
"""
_ISSUERS: LiteralString = """
select distinct agencies.agency_id, agencies.name
from {documents} as documents
inner join {agencies} as agencies on documents.issuer_agency_id = agencies.agency_id
where agencies.name is not null
"""
_MOST_ISSUERS = 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """``start`` and ``end`` of the periods, ``modified`` the latest day in the sources; places by code and issuers by id."""

    start: date | None = None
    end: date | None = None
    modified: date | None = None
    places: tuple[tuple[str, str], ...] = ()
    issuers: tuple[tuple[str, str], ...] = ()


def read_coverage(connection: psycopg.Connection) -> Coverage:
    """Return what the marts of ``connection`` cover."""
    names = {"documents": mart("documents"), "submissions": mart("submissions")}
    names |= {"units": mart("administrative_units"), "agencies": mart("agencies")}
    period = connection.execute(sql.SQL(_PERIOD).format(**names)).fetchone()
    assert period is not None, "an aggregate always gives a row"
    start, end, modified = period
    places = connection.execute(sql.SQL(_PLACES).format(**names)).fetchall()
    issuers = connection.execute(sql.SQL(_ISSUERS).format(**names)).fetchall()
    return Coverage(
        start, end, modified, tuple(sorted(map(tuple, places))), tuple(sorted(map(tuple, issuers)))[:_MOST_ISSUERS]
    )
