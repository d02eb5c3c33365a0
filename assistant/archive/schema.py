"""Brings an archive to today's schema, from empty or from any version that was ever released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant import resources
from assistant.archive.errors import ArchiveNewerError

if TYPE_CHECKING:
    from assistant.database import Database

HEAD = "0004"
LOCK = 7_431_001


def bring_up(database: Database, target: str = HEAD) -> None:
    """Run the migrations that are still to run, all in one transaction; a second program waits meanwhile.

    Raises ArchiveNewerError where a newer program was here, and what the database raises.
    """
    with database.reading() as connection:
        if _version(connection) == target:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(resources.migrations_folder()).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        found = _version(connection)
        if found is not None and found not in known:
            raise ArchiveNewerError(database.place, found)
        config.attributes["connection"] = connection
        command.upgrade(config, target)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return version
