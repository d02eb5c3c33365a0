"""The desk's failures; each is one sentence that names the value and the next step.

DeskError
├── NeedsAccountError       an address that others reach, and nobody may sign in
├── PortTakenError          an address and port that cannot be opened
├── NotSignedInError
├── NotAllowedError         a role that may not do it
├── ForgedFormError         a form that did not come from our page
├── WrongPasswordError
├── TooManyTriesError       too many wrong passwords
├── NotSendableError        a draft that must not be copied yet: carries why
├── UploadTooLargeError
├── UploadKindError         a file of a kind that is not taken
├── NotJsonError            a body of the HTTP API that cannot be used
├── StoppedError            a job that somebody has stopped
└── NoSuchPageError
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Sequence

MEGABYTE = 1_000_000


class DeskError(AssistantError):
    """The desk cannot do it."""


class NeedsAccountError(DeskError):
    """The page would be open to others, and nobody could sign in."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"--host {host} can be reached by others, and there is no account: "
            "make one with 'assistant desk user add NAME --role admin'."
        )


class PortTakenError(DeskError):
    """An address and port that cannot be opened."""

    def __init__(self, host: str, port: int, detail: str) -> None:
        super().__init__(f"{host}:{port} cannot be opened ({detail}): choose another one with --port.")


class NotSignedInError(DeskError):
    """Nobody is signed in, or no token came along."""

    def __init__(self) -> None:
        super().__init__("You are not signed in: sign in, or pass an API token as 'Authorization: Bearer ...'.")


class NotAllowedError(DeskError):
    """A role or a token that may not do it."""

    def __init__(self, who: str, needed: str) -> None:
        super().__init__(f"{who} may not do this: it needs the role or scope '{needed}'.")


class ForgedFormError(DeskError):
    """A form that did not come from our page, or from one that was opened before the last sign-in."""

    def __init__(self) -> None:
        super().__init__("This form is out of date: load the page again; what you typed is kept there.")


class WrongPasswordError(DeskError):
    """Name and password do not belong together; which of the two is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("Name or password is wrong: try again, or ask an admin for a new password.")


class TooManyTriesError(DeskError):
    """Too many wrong passwords in a short time."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"There were too many wrong passwords: try again in {minutes} minutes.")
        self.minutes = minutes


class NotSendableError(DeskError):
    """A draft that must not be copied yet."""

    def __init__(self, why: Sequence[str]) -> None:
        super().__init__(" ".join(why))
        self.why = tuple(why)


class UploadTooLargeError(DeskError):
    """More bytes than the desk takes in."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"This is larger than the {limit // MEGABYTE} MB that the desk takes: send it in parts.")


class UploadKindError(DeskError):
    """A file of a kind that is not taken, or that is not what its name says."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"The file {name} is not taken: {detail}.")


class NotJsonError(DeskError):
    """A body of the HTTP API that cannot be used."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"The body is not usable: {detail}.")


class StoppedError(DeskError):
    """A job that somebody has stopped."""

    def __init__(self) -> None:
        super().__init__("The job was stopped: begin it again.")


class NoSuchPageError(DeskError):
    """An address that leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(f"There is no page {path[:80]}: go to the first page.")
