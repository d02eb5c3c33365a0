"""The desk's failures; each is one sentence that names the value and the next step.

DeskError
├── NeedsAccountError       others reach it, and nobody may sign in
├── PortTakenError          an address and port that cannot be opened
├── NotSignedInError
├── NotAllowedError         a role that may not do it
├── ForgedFormError         a form that did not come from our page
├── WrongPasswordError
├── TooManyTriesError       too many wrong passwords
├── NotSendableError        a draft that must not be copied yet: carries why
├── AnotherDraftError       a draft that is not the one that was looked at
├── WhichOfferError         a case that ended with an offer accepted, and several stand open
├── UploadTooLargeError
├── UploadKindError         a file of a kind that is not taken
├── UnreadableTableError    a table that was uploaded and cannot be read: says what its reader says
├── NotJsonError            a body of the HTTP API that cannot be used
├── UnusableFieldError      a field of such a body: says what the commands say of a row
├── StoppedError            a job that somebody has stopped
└── NoSuchPageError
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.lines import SENTENCES, Line, as_line, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

MEGABYTE = 1_000_000


class DeskError(AssistantError):
    """The desk cannot do it."""


class NeedsAccountError(DeskError):
    """The page would be open to others, and nobody could sign in."""

    def __init__(self, option: str) -> None:
        super().__init__(
            Line(
                msgid="%(option)s opens the desk to others, and there is no account: "
                "make one with 'assistant desk user add NAME --role admin'.",
                slots=(("option", option),),
            )
        )


class PortTakenError(DeskError):
    """An address and port that cannot be opened."""

    def __init__(self, host: str, port: int, detail: str) -> None:
        super().__init__(
            Line(
                msgid="%(address)s cannot be opened (%(detail)s): choose another one with --port.",
                slots=(("address", f"{host}:{port}"), ("detail", detail)),
            )
        )


class NotSignedInError(DeskError):
    """Nobody is signed in, or no token came along."""

    def __init__(self) -> None:
        super().__init__(
            Line(msgid="You are not signed in: sign in, or pass an API token as 'Authorization: Bearer ...'.")
        )


class NotAllowedError(DeskError):
    """A role or a token that may not do it."""

    def __init__(self, who: Line | str, needed: str) -> None:
        super().__init__(
            Line(
                msgid="%(who)s may not do this: it needs the role or scope '%(needed)s'.",
                slots=(("who", who), ("needed", needed)),
            )
        )


class ForgedFormError(DeskError):
    """A form that did not come from our page, or from one that was opened before the last sign-in."""

    def __init__(self) -> None:
        super().__init__(Line(msgid="This form is out of date: load the page again; what you typed is kept there."))


class WrongPasswordError(DeskError):
    """Name and password do not belong together; which of the two is wrong is not said."""

    def __init__(self) -> None:
        super().__init__(Line(msgid="Name or password is wrong: try again, or ask an admin for a new password."))


class TooManyTriesError(DeskError):
    """Too many wrong passwords in a short time."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            Line(
                msgid="There were too many wrong passwords: try again in %(minutes)s minutes.",
                slots=(("minutes", minutes),),
            )
        )
        self.minutes = minutes


class NotSendableError(DeskError):
    """A draft that must not be copied yet."""

    def __init__(self, why: Sequence[Line]) -> None:
        super().__init__(as_line(joined(why, SENTENCES)))
        self.why = tuple(why)


class AnotherDraftError(DeskError):
    """A draft that is not the one that was looked at: the order's other cases, or the day, have changed the plan."""

    def __init__(self) -> None:
        super().__init__(Line(msgid="The plan has changed since you saw this draft: look at the new one, then go on."))


class WhichOfferError(DeskError):
    """A case that is to end with an offer accepted, and nobody knows which."""

    def __init__(self, case: int) -> None:
        super().__init__(
            Line(
                msgid="Which offer of case %(case)s was accepted is not known: press “accepted” beside it first.",
                slots=(("case", case),),
            )
        )


class UploadTooLargeError(DeskError):
    """More bytes than the desk takes in."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            Line(
                msgid="This is larger than the %(limit)s MB that the desk takes: send it in parts.",
                slots=(("limit", limit // MEGABYTE),),
            )
        )


class UploadKindError(DeskError):
    """A file of a kind that is not taken, or that is not what its name says."""

    def __init__(self, name: str, detail: Line) -> None:
        super().__init__(
            Line(msgid="The file %(name)s is not taken: %(detail)s.", slots=(("name", name), ("detail", detail)))
        )


class UnreadableTableError(DeskError):
    """A table that was uploaded and cannot be read; its line is that of its reader, with the name of the upload."""


class NotJsonError(DeskError):
    """A body of the HTTP API that cannot be used."""

    def __init__(self, detail: Line) -> None:
        super().__init__(Line(msgid="The body is not usable: %(detail)s.", slots=(("detail", detail),)))


class UnusableFieldError(DeskError):
    """A field of a body of the HTTP API that cannot be used; its line is that of a row of a batch."""


class StoppedError(DeskError):
    """A job that somebody has stopped."""

    def __init__(self) -> None:
        super().__init__(Line(msgid="The job was stopped: begin it again."))


class NoSuchPageError(DeskError):
    """An address that leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(Line(msgid="There is no page %(path)s: go to the first page.", slots=(("path", path[:80]),)))
