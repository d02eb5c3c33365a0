"""Many rows at once, as each database takes them fastest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

FOUND_IN_FILE = (
    "SELECT key, digest, run, block, place, state FROM care_message WHERE key IN (SELECT value FROM json_each(?))"
)
FOUND_ON_SERVER = "SELECT key, digest, run, block, place, state FROM care_message WHERE key = ANY(%s)"
HELD_IN_FILE = "SELECT key, held FROM care_number WHERE key IN (SELECT value FROM json_each(?))"
HELD_ON_SERVER = "SELECT key, held FROM care_number WHERE key = ANY(%s)"
INSERT = "INSERT INTO care_message (key, digest, place, run, block, state) VALUES (?, ?, ?, ?, ?, ?)"
COPY = "COPY care_message (key, digest, place, run, block, state) FROM STDIN"


def known_rows(connection: Connection, keys: Sequence[str]) -> Sequence[Any]:
    """Return (key, digest, run, block, place, state) for the keys that are there."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(FOUND_IN_FILE, (json.dumps(list(keys)),)).all()
    return connection.exec_driver_sql(FOUND_ON_SERVER, (list(keys),)).all()


def held_under(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return for usual keys under which other one each message is held."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(HELD_IN_FILE, (json.dumps(list(keys)),)).all()
    else:
        found = connection.exec_driver_sql(HELD_ON_SERVER, (list(keys),)).all()
    return {key: held for key, held in found}  # noqa: C416 - rows of a database are no pairs for dict()


def insert_messages(
    connection: Connection, keys: Sequence[str], digests: Sequence[int], common: tuple[int, int, str | None]
) -> None:
    """Insert a row a key; `common` is (run, block, state). A key that is there already undoes all of them."""
    run, block, state = common
    pairs = enumerate(zip(keys, digests, strict=True))
    rows = [(key, digest, place, run, block, state) for place, (key, digest) in pairs]
    if connection.dialect.name == "sqlite":
        # Sorted, because a tree that grows at its end needs no room in its middle.
        connection.exec_driver_sql(INSERT, sorted(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row(row)
