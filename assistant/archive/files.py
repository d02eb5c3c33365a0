"""The files of a case: kept once by their SHA-256, of known kinds only, whatever their name says."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.archive import events, outbox, trail
from assistant.archive.cases import claim
from assistant.archive.columns import storable
from assistant.archive.errors import NotFiledError, RefusedFileError
from assistant.archive.rows import known_number, load_case
from assistant.archive.tables import cases, contents, files
from assistant.archive.told import ATTACHED, new_salt, seal_of_file
from assistant.database import insert_new
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.archive.nouns import Case
    from assistant.database import Database

LARGEST = 10 * 1024 * 1024
MOST_OF_CASE = 50
# Bytes of UTF-8: a disk takes 255 of them, and in an export a number stands before the name.
LONGEST_NAME = 200
LONGEST_ENDING = 10
# By what a file of a kind is known on a disk; under any other ending a browser or a system might run what is in it.
ENDINGS = {
    "image/jpeg": ("jpg", "jpeg", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif", "heics", "heifs", "hif"),
    "image/avif": ("avif", "avifs"),
    "video/mp4": ("mp4", "m4v", "mov", "3gp", "m4a"),
    "video/webm": ("webm", "mkv"),
    "application/pdf": ("pdf",),
    "text/plain": ("txt", "csv", "log", "md", "json"),
}
# What stands at which place of a file of each kind. None of them is run by a browser or an office program.
KINDS = (
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("video/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("application/pdf", 0, b"%PDF-"),
)
# Pictures and films are kept in one container; the brand in its head says which of them it is.
BOX = b"ftyp"
BRANDS = (
    ("image/avif", re.compile(rb"avi[fos]|(?:mif1|msf1).{4}(?:.{4}){0,9}?avi[fs]", re.DOTALL)),
    ("image/heic", re.compile(rb"he[iv].|mif1|msf1", re.DOTALL)),
    (
        "video/mp4",
        re.compile(rb"iso\w|mp4\d|mp71|avc1|hvc1|dash|msdh|cmf\w|qt  |M4[ABVP]|MSNV|3g[2egp]|mmp4|[fF]4[vV] |XAVC|NDS"),
    ),
)
NAMES = Line(msgid="jpg, png, gif, webp, heic, avif, mp4, webm, pdf and plain text")
# Separators of folders, and what would show a name otherwise than it is.
NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


class Files:
    """Attaches files to cases and reads them."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def attach(self, number: int, name: str, data: bytes, *, by: str, version: int | None = None) -> Case:
        """File a file with a case; one that it has under this name already is not filed again.

        Raises RefusedFileError, NotFiledError, ConflictError.
        """
        name = clean_name(name)
        media_type = require_kind(name, data)
        name = fitting_name(name, media_type)
        digest, now = hashlib.sha256(data).hexdigest(), self._now()
        with self._database.writing() as connection:
            before = claim(connection, number, version)  # from here on nobody drops the same content
            of_case = sa.select(files.c.sha256, files.c.name).where(files.c.case_id == number)
            has = [tuple(row) for row in connection.execute(of_case)]
            if (digest, name) in has:
                return load_case(connection, number)
            if len(has) >= MOST_OF_CASE:
                slots = (("case", number), ("most", MOST_OF_CASE))
                raise RefusedFileError(name, Line(msgid="case %(case)s has %(most)s files already", slots=slots))
            _keep(connection, digest, media_type, data)
            values = {"case_id": number, "sha256": digest, "name": name, "at": now, "by": storable(by)}
            identity = connection.execute(files.insert().returning(files.c.id), values).scalar_one()
            salt = before.salt or new_salt()
            after = {"version": before.version + 1, "changed_at": now, "salt": salt}
            connection.execute(cases.update().where(cases.c.id == number), after)
            known = {"file": identity, "size": len(data), "seal": seal_of_file(salt, digest, name)}
            trail.append(connection, now, by, ATTACHED, number, before.version + 1, **known)
            case = load_case(connection, number)
            outbox.put(connection, now, events.attached(case, len(data), media_type))
            return case

    def content(self, number: int, sha256: str) -> tuple[bytes, str]:
        """Return a file of a case and its media type. Raises NotFiledError."""
        query = (
            sa.select(contents.c.data, contents.c.media_type)
            .join(files)
            .where(files.c.case_id == known_number(number), files.c.sha256 == storable(sha256))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            slots = (("case", number), ("digest", sha256[:64]))
            raise NotFiledError(Line(msgid="file of case %(case)s with the digest %(digest)s", slots=slots))
        return bytes(row.data), row.media_type


def clean_name(name: str) -> str:
    """Return a name without folders and without characters that would mislead."""
    last = re.split(r"[/\\]", name)[-1]
    return shortened(NO_NAME.sub("", last).strip(" .")) or "file"


def fitting_name(name: str, media_type: str) -> str:
    """Return a name with an ending of what the file holds: text stays text on whatever disk it is unpacked."""
    endings = ENDINGS[media_type]
    if name.rpartition(".")[2].casefold() in endings:
        return name
    return shortened(f"{name}.{endings[0]}")


def shortened(name: str) -> str:
    """Return a name that every disk takes, with its ending; what is too long of it goes from before that."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    room = LONGEST_NAME - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def require_kind(name: str, data: bytes) -> str:
    """Return the media type of what a file holds. Raises RefusedFileError."""
    if not data:
        raise RefusedFileError(name, Line(msgid="it is empty"))
    if len(data) > LARGEST:
        why = Line(
            msgid="it has %(bytes)s bytes, more than %(most)s; make it smaller",
            slots=(("bytes", f"{len(data):,}"), ("most", f"{LARGEST:,}")),
        )
        raise RefusedFileError(name, why)
    if kind := _kind_of(data):
        return kind
    why = Line(msgid="its content is of no kind that is kept; these are %(kinds)s", slots=(("kinds", NAMES),))
    raise RefusedFileError(name, why)


def _kind_of(data: bytes) -> str | None:
    for media_type, place, mark in KINDS:
        if data.startswith(mark, place):
            return media_type
    if data.startswith(BOX, len(BOX)):
        for media_type, brand in BRANDS:
            if brand.match(data, 2 * len(BOX)):
                return media_type
    return "text/plain" if is_plain_text(data) else None


def is_plain_text(data: bytes) -> bool:
    """Whether it is text that nothing runs: HTML and SVG hold scripts."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not text.lstrip().startswith("<")


def drop_orphans(connection: Connection) -> None:
    """Delete contents that belong to no case any more."""
    connection.execute(contents.delete().where(~sa.exists().where(files.c.sha256 == contents.c.sha256)))


def _keep(connection: Connection, digest: str, media_type: str, data: bytes) -> None:
    here = sa.select(sa.literal(1)).where(contents.c.sha256 == digest)
    if connection.execute(here).first() is None:
        values = {"sha256": digest, "size": len(data), "media_type": media_type, "data": data}
        insert_new(connection, contents, values)
