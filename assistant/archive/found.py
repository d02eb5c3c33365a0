"""What a case is found by: its texts, its order and its buyer, as words in the index of either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.archive.rows import LARGEST_NUMBER
from assistant.archive.tables import cases, entries
from assistant.archive.words import indexed, postgresql_query, postgresql_vector, sqlite_query
from assistant.reading.facts.figures import plain
from assistant.reading.naming import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from sqlalchemy import ColumnElement, Connection, Row, TextClause

OF_ITEM = ("title", "variant", "sku")

_SQLITE_DELETE = sa.text("DELETE FROM found WHERE rowid = :number")
_SQLITE_INSERT = sa.text("INSERT INTO found (rowid, words) VALUES (:number, :words)")
_POSTGRESQL = sa.text(
    "INSERT INTO found (case_id, words) VALUES (:number, CAST(:words AS tsvector)) "
    "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
)
_ON_SQLITE = sa.text("SELECT rowid FROM found WHERE found MATCH :asked")
_NEWEST_ON_SQLITE = sa.text(
    "SELECT rowid FROM found WHERE found MATCH :asked AND rowid < :before ORDER BY rowid DESC LIMIT :limit"
)
_ON_POSTGRESQL = sa.text("SELECT case_id FROM found WHERE words @@ CAST(:asked AS tsquery)")
_AMONG_THE_NEWEST = sa.text(
    "WITH newest AS MATERIALIZED "
    "(SELECT case_id, words FROM found WHERE case_id < :before ORDER BY case_id DESC LIMIT 2000) "
    "SELECT case_id FROM newest WHERE words @@ CAST(:asked AS tsquery) ORDER BY case_id DESC LIMIT :limit"
)
_NEWEST_OF_ALL = sa.text(
    "WITH hits AS MATERIALIZED (SELECT case_id FROM found WHERE words @@ CAST(:asked AS tsquery)) "
    "SELECT case_id FROM hits WHERE case_id < :before ORDER BY case_id DESC LIMIT :limit"
)


def refresh(connection: Connection, number: int) -> None:
    """Bring the index up to date for one case."""
    write(connection, [(number, _texts(connection, number))])


def write(connection: Connection, texts: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Write the index of cases anew: number and texts, those first that must be found even if there is too much."""
    on_sqlite = connection.dialect.name == "sqlite"
    rows = [
        {"number": number, "words": _sqlite_words(found) if on_sqlite else postgresql_vector(indexed(found))}
        for number, found in texts
    ]
    if on_sqlite:
        connection.execute(_SQLITE_DELETE, rows)
    connection.execute(_SQLITE_INSERT if on_sqlite else _POSTGRESQL, rows)


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Take cases out of the index; PostgreSQL does so itself when a case goes."""
    if connection.dialect.name == "sqlite":
        connection.execute(_SQLITE_DELETE, [{"number": number} for number in numbers])


def newest(connection: Connection, text: str, limit: int, before: int | None) -> list[int]:
    """Return the newest cases that hold every word of a text.

    SQLite reads its index from the end, and no further than needed. PostgreSQL's has no order: a common word is looked
    for in the newest cases one by one, a rarer one in the index; left to itself it takes one way for the other.
    """
    if connection.dialect.name == "sqlite":
        asked = sqlite_query(text)
        return _numbers(connection, _NEWEST_ON_SQLITE, asked, limit, before) if asked else []
    asked = postgresql_query(text)
    if not asked:
        return []
    recent = _numbers(connection, _AMONG_THE_NEWEST, asked, limit, before)
    return recent if len(recent) == limit else _numbers(connection, _NEWEST_OF_ALL, asked, limit, before)


def _numbers(connection: Connection, query: TextClause, asked: str, limit: int, before: int | None) -> list[int]:
    values = {"asked": asked, "limit": limit, "before": LARGEST_NUMBER if before is None else before}
    return list(connection.scalars(query, values))


def matching(connection: Connection, text: str) -> ColumnElement[bool]:
    """Return the condition that a case holds every word of a text."""
    on_sqlite = connection.dialect.name == "sqlite"
    asked = sqlite_query(text) if on_sqlite else postgresql_query(text)
    query = _ON_SQLITE if on_sqlite else _ON_POSTGRESQL
    return cases.c.id.in_(query.bindparams(asked=asked).columns(cases.c.id).scalar_subquery()) if asked else sa.false()


def mentioning(connection: Connection, words: Iterable[str]) -> Iterator[int]:
    """Yield the cases in whose texts one of some names, addresses or numbers stands as a whole."""
    asked = [word for word in words if word.strip()]
    queries = [sa.select(cases.c.id, cases.c.language).where(matching(connection, word)) for word in asked]
    hits = {row.id: row.language for query in queries for row in connection.execute(query)}
    for number in sorted(hits):
        if any(next(places(asked, plain(text), hits[number]), None) for text in _texts(connection, number)):
            yield number


def _sqlite_words(texts: Iterable[str]) -> str:
    # The blank word that parts two texts is a letter that nobody can ask for: a phrase must not reach across.
    return " ".join(word or "\ue000" for word in indexed(texts))


def _texts(connection: Connection, number: int) -> Iterator[str]:
    order, buyer = connection.execute(sa.select(cases.c.order, cases.c.buyer).where(cases.c.id == number)).one()
    newest = sa.select(entries).where(entries.c.case_id == number).order_by(entries.c.id.desc())
    return texts_of(order, buyer, connection.execute(newest))


def texts_of(order: Mapping[str, Any], buyer: str | None, thread: Iterable[Row[Any]]) -> Iterator[str]:
    """Yield what a case is found by: numbers, buyer and articles of its order, and its thread, the newest first."""
    found = [order.get("number"), order.get("tracking_number"), buyer, order.get("buyer", {}).get("email")]
    found += [item.get(name) for item in order.get("items", ()) for name in OF_ITEM]
    yield from (text for text in found if text)
    for row in thread:
        yield from (text for text in (row.subject, row.text, (row.gloss or {}).get("body")) if text)
