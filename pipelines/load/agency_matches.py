"""What the register of agencies makes of every printed name that is loaded: table ``raw.agency_matches``, written anew after each load.

dbt knows which sources count and which version of an agency holds on a day; fuzzy likeness it does not know, so that is found here.
"""

import json

import psycopg

from pipelines.interpret.agency_register import Register

_PRINTED = """
    select agency_id, agency_text, issuer_agency_id
    from raw.assignments
    left join (
        select distinct on (document_id) document_id, issuer_agency_id from raw.documents
        order by document_id, issuer_agency_id
    ) as issued using (document_id)
    where agency_id is not null and agency_text is not null
    union
    select owner ->> 'agency_id', owner ->> 'agency_text', issuer_agency_id
    from raw.commitments
    cross join lateral jsonb_array_elements(owners) as owner
    left join (
        select distinct on (document_id) document_id, issuer_agency_id from raw.documents
        order by document_id, issuer_agency_id
    ) as issued using (document_id)
    union
    select issuer_agency_id, issuer_text, issuer_agency_id from raw.documents
    where issuer_agency_id is not null and issuer_text is not null
    union
    select agency_id, coalesce(agency_name, agency_id), agency_id from raw.submissions where agency_id is not null
"""
_COLUMNS = (
    "agency_key",
    "name_text",
    "issuer_key",
    "known_key",
    "rule_key",
    "rule_name",
    "province_name",
    "is_covered",
    "names_territory",
    "covered_from",
    "proposals",
)


def match_agencies(connection: psycopg.Connection, register: Register | None = None) -> int:
    """Write the match of every printed name, in place of those of before, in one transaction; return how many names there are."""
    register = register or Register()
    with connection.transaction():
        printed = connection.execute(_PRINTED).fetchall()
        connection.execute("truncate raw.agency_matches")
        statement = f"copy raw.agency_matches ({', '.join(_COLUMNS)}) from stdin"
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for key, name, issuer in sorted(printed, key=lambda row: (row[0], row[1], row[2] or "")):
                found = register.match(name, key, issuer)
                proposals = [
                    {"agency_id": each.agency_id, "name": each.name, "score": each.score} for each in found.proposals
                ]
                copy.write_row(
                    (
                        key,
                        name,
                        issuer or "",
                        found.known_key,
                        found.rule_key,
                        found.rule_name,
                        found.province,
                        found.is_covered,
                        found.names_territory,
                        found.covered_from,
                        json.dumps(proposals, ensure_ascii=False),
                    )
                )
    return len(printed)
