"""The ledger of care for commands that look into one that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.errors import FileError
from assistant.lines import Line
from assistant.resources import data_folder, database_url

if TYPE_CHECKING:
    from assistant.care.ledger import Ledger

LEDGER = click.option("--ledger", metavar="FILE|URL", help="Who got what (default: DATABASE_URL, or your data folder).")


def ledger_file(named: str | None) -> Path | None:
    """Return the file of a ledger that is named by its path, None for one in a database's server or by default."""
    return Path(named) if named and "://" not in named else None


def earlier_ledger(named: str | None) -> Ledger:
    """Open a ledger that is there. Raises FileError: an empty one in its place would say that all is decided."""
    from assistant.caring import open_ledger

    path = ledger_file(named)
    if named and path and not path.is_file():
        raise FileError(named, Line(msgid="there is no such ledger"), Line(msgid="check the path"))
    return open_ledger(named)


def ledger_if_there(named: str | None) -> Ledger | None:
    """Open a ledger that is named, else the user's, None where he has none. Raises FileError, DatabaseError."""
    from assistant.caring import LEDGER as NAME

    if named is None and database_url() is None and not (data_folder() / NAME).is_file():
        return None
    return earlier_ledger(named)
