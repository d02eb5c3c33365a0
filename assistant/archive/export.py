"""A case as a zip to hand in: a readable PDF, every message and file, a JSON, and the digests of all of them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from assistant.archive import trail
from assistant.archive.document import Paper, print_case
from assistant.archive.evidence import FIELDS, handed_over
from assistant.archive.files import shortened
from assistant.archive.rows import load_case
from assistant.archive.tables import contents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from assistant.archive.nouns import Case, Deed
    from assistant.database import Database

EXPORTED = "exported"
SUMS = "SHA256SUMS"
# The oldest moment that a zip can state: the same case gives the same bytes on every day.
NO_DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


class Export:
    """Makes the zip."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def bundle(self, number: int, *, by: str, fonts: Path | None = None) -> bytes:
        """Return the zip of a case; the trail notes who took it. The same version of a case gives the same bytes.

        `fonts` is a folder with fonts for scripts that ours do not write. Raises NotFiledError, MissingFontError.
        """
        with self._database.reading() as connection:
            done = tuple(deed for deed in trail.deeds(connection, number) if deed.what != EXPORTED)
            case, deeds = handed_over(load_case(connection, number), done)
            held = _held(connection, case)
        parts = _parts(case, deeds, held)
        paper = Paper(case, deeds, {path: _digest(data) for path, data in parts.items()}, held)
        parts["case.pdf"] = print_case(paper, fonts)
        parts[SUMS] = "".join(f"{_digest(parts[path])}  {path}\n" for path in sorted(parts)).encode()
        with self._database.writing() as connection:
            trail.append(connection, self._now(), by, EXPORTED, number, case.version)
        return _zipped(f"case-{number}", parts)


def _held(connection: Connection, case: Case) -> dict[str, bytes]:
    """Return the contents of the case's files by the path that they get."""
    found = {}
    for place, file in enumerate(case.files, 1):
        row = connection.execute(contents.select().where(contents.c.sha256 == file.sha256)).one()
        # Earlier versions counted a name's letters, and a disk counts its bytes.
        found[f"files/{place:02d}-{shortened(file.name)}"] = bytes(row.data)
    return found


def _parts(case: Case, deeds: tuple[Deed, ...], held: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what lies beside the PDF: the messages, the files, the JSON."""
    parts: dict[str, bytes] = {}
    for place, entry in enumerate(case.entries, 1):
        parts[f"messages/{place:03d}-{entry.kind}.txt"] = entry.text.encode()
    parts |= held
    data = {
        **case.model_dump(mode="json", include=FIELDS),
        "order": case.order.model_dump(mode="json", exclude_defaults=True),
    }
    whole: dict[str, Any] = {"case": data, "trail": [deed.model_dump(mode="json") for deed in deeds]}
    parts["case.json"] = json.dumps(whole, ensure_ascii=False, indent=2).encode()
    return parts


def _zipped(folder: str, parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(parts):
            entry = zipfile.ZipInfo(f"{folder}/{path}", NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            bundle.writestr(entry, parts[path])
    return out.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
