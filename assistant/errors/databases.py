"""The archive's or the ledger's database."""

from __future__ import annotations

from assistant.errors.base import AssistantError
from assistant.lines import Line


class DatabaseError(AssistantError):
    """A database does not do what it is asked for."""


class DatabaseGoneError(DatabaseError):
    """Its file or its server cannot be reached, or is no database of ours."""

    def __init__(self, place: Line | str, detail: Line | str) -> None:
        super().__init__(
            Line(
                msgid="The database %(place)s cannot be reached (%(detail)s): "
                "check ASSISTANT_DATA or DATABASE_URL, or --ledger where it was given.",
                slots=(("place", place), ("detail", detail)),
            )
        )


class DatabaseFullError(DatabaseError):
    """No room is left; what was to be written is not there at all, not in part."""

    def __init__(self, place: str) -> None:
        super().__init__(
            Line(
                msgid="There is no room for the database %(place)s: nothing was written; free some and repeat it.",
                slots=(("place", place),),
            )
        )


class DatabaseReadOnlyError(DatabaseError):
    """The database may be read but not written."""

    def __init__(self, place: str) -> None:
        super().__init__(
            Line(
                msgid="The database %(place)s may only be read: nothing was written; give this user the right to.",
                slots=(("place", place),),
            )
        )


class DatabaseBusyError(DatabaseError):
    """Another program has held the database for too long."""

    def __init__(self, place: str) -> None:
        super().__init__(
            Line(
                msgid="Another program is writing to the database %(place)s: nothing was written; repeat it.",
                slots=(("place", place),),
            )
        )
