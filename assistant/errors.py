"""The exception tree, and Problem: a defect in the seller's data, which is a value and not an exception.

AssistantError
├── InputError              the caller's text or option cannot be used
│   ├── EmptyTextError
│   ├── TextTooLongError
│   ├── NotTextError
│   ├── UnknownValueError   a reason, platform, channel, language ... that does not exist
│   ├── MissingCatalogueError
│   ├── UnknownOptionError
│   ├── NotADateError
│   ├── SettingError        a malformed --set
│   └── ServerAddressError  a mail server's address that cannot be used
├── FileError               a file that cannot be read or written
├── DataError               a file with problems: carries all of them
├── ModelFileError          weights that are missing or do not match their checksum
├── ClipboardError
├── InterruptedRunError     an interrupted batch with another input stands in the way
├── BusyOutputError         another run is writing the same file
├── EngineError             Ray failed
├── SendError               a mail server that takes nothing at all
├── MissingExtraError       a part of the program that is not installed
├── in print_errors: MissingFontError, MissingGlyphError, CardError, SheetError (an InputError), PictureError
├── DatabaseError           the archive's or the ledger's database
│   ├── DatabaseGoneError   its file or server cannot be reached
│   ├── DatabaseFullError   no room on its disk
│   ├── DatabaseReadOnlyError
│   └── DatabaseBusyError   another program holds it for too long
├── WorkerLostError         a process of a batch died
├── ArchiveError            the archive cannot do it (assistant/archive/errors.py)
├── in webhooks/errors: WebhookAddressError (an InputError), WebhookTestError
└── BatchFileError          a batch file whose kind or columns are not understood
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect in a hand-written file or an order: where it stands, what is wrong, what to do."""

    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the one sentence that the seller reads."""
        return f"{self.where}: {self.message}" + (f"; {self.hint}" if self.hint else "")


class AssistantError(Exception):
    """Any failure of ours; its text is one sentence that names the value and the next step."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let it travel between processes: the constructors take other arguments than the sentence."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[AssistantError], args: tuple[object, ...], state: dict[str, object]) -> AssistantError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class InputError(AssistantError):
    """The caller's text or option cannot be used."""


class EmptyTextError(InputError):
    """There is no text to work on."""

    def __init__(self) -> None:
        super().__init__("The message is empty: pass the text as an argument or on standard input with '-'.")


class TextTooLongError(InputError):
    """The text is longer than a pasted thread can be."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"The message has {length:,} characters, more than the {limit:,} that are read: "
            "paste only the buyer's last messages."
        )
        self.length, self.limit = length, limit


class NotTextError(InputError):
    """The input is binary or in another encoding."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(f"{where} is not text ({detail}): save it as UTF-8 text and try again.")


class PathAsTextError(InputError):
    """The message is the name of a file that is there: the file is meant, not its name."""

    def __init__(self, path: str) -> None:
        super().__init__(f"'{path}' is a file, and a message is expected: pass its content with '- < {path}'.")
        self.path = path


class UnknownValueError(InputError):
    """A name that is not one of the known ones."""

    def __init__(self, kind: str, value: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(f"Unknown {kind} '{value}': {advice(value, names)}.")
        self.kind, self.value = kind, value


class MissingCatalogueError(InputError):
    """No catalogue for the language of the reply."""

    def __init__(self, language: str, known: Iterable[str]) -> None:
        names = ", ".join(sorted(known))
        what = f"There is no reply catalogue for the language '{language}'"
        if language == "und":
            what = "The message has no words that show its language"
        super().__init__(f"{what}: choose one with --language ({names}).")
        self.language = language


class UnknownOptionError(InputError):
    """An option number that the plan does not have."""

    def __init__(self, number: int, count: int) -> None:
        choice = f"choose a number from 1 to {count}" if count else "this plan has no options"
        super().__init__(f"There is no option {number} in this plan: {choice}.")


class SettingError(InputError):
    """A malformed or unknown --set."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(f"--set {setting}: {message}.")


class NotADateError(InputError):
    """An option that is no date."""

    def __init__(self, option: str, value: str) -> None:
        super().__init__(f"{option} {value} is not a date: write it like 2026-10-01.")


class ServerAddressError(InputError):
    """A mail server's address that cannot be used; it may hold a password, so it is not shown."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"--send: {detail}: write the address like smtp://mail.example.com:587.")


class FileError(AssistantError):
    """A file that cannot be read or written."""

    def __init__(self, path: object, detail: str, step: str) -> None:
        super().__init__(f"{path}: {detail}; {step}.")


class DataError(AssistantError):
    """A file or an order with problems; the text lists all of them, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class ModelFileError(AssistantError):
    """Weights that are missing or do not match their checksum."""

    def __init__(self, path: object, detail: str) -> None:
        super().__init__(f"The model file {path} {detail}: install the package again.")


class ClipboardError(AssistantError):
    """No program that can reach the clipboard."""

    def __init__(self) -> None:
        super().__init__("--copy found no clipboard program: install wl-clipboard, xclip or xsel, or leave --copy out.")


class SendError(AssistantError):
    """A mail server that takes nothing at all: going on would only make every message fail."""

    def __init__(self, server: str, detail: str, step: str) -> None:
        super().__init__(f"The mail server {server} {detail}: {step}.")
        self.server = server


class MissingExtraError(AssistantError):
    """A part of the program that is installed on demand."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra '{extra}': pip install 'customer-message-assistant[{extra}]'.")


class InterruptedRunError(AssistantError):
    """What an interrupted batch left, with another input, other options or another version, stands in the way."""

    def __init__(self, out: object, rows: int) -> None:
        super().__init__(
            f"{out}: a batch of another file, or with other options, was interrupted there after row {rows}: "
            "repeat that command to end it, or add --anew to start over."
        )


class BusyOutputError(AssistantError):
    """Another run is writing the same file."""

    def __init__(self, out: object) -> None:
        super().__init__(f"{out}: another run is writing it; wait for its end, or name another file with --out.")


class EngineError(AssistantError):
    """Ray failed."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"--engine ray failed ({detail}): the same command goes on from there, also without --engine.")


class WorkerLostError(AssistantError):
    """A process of a batch died, usually for want of memory."""

    def __init__(self, workers: int) -> None:
        super().__init__(
            f"One of {workers} worker processes died (out of memory?): the same command goes on from there, "
            "with fewer --workers if need be."
        )


class DatabaseError(AssistantError):
    """A database does not do what it is asked for."""


class DatabaseGoneError(DatabaseError):
    """Its file or its server cannot be reached, or is no database of ours."""

    def __init__(self, place: str, detail: str) -> None:
        step = "check ASSISTANT_DATA or DATABASE_URL, or --ledger where it was given"
        super().__init__(f"The database {place} cannot be reached ({detail}): {step}.")


class DatabaseFullError(DatabaseError):
    """No room is left; what was to be written is not there at all, not in part."""

    def __init__(self, place: str) -> None:
        super().__init__(f"There is no room for the database {place}: nothing was written; free some and repeat it.")


class DatabaseReadOnlyError(DatabaseError):
    """The database may be read but not written."""

    def __init__(self, place: str) -> None:
        super().__init__(f"The database {place} may only be read: nothing was written; give this user the right to.")


class DatabaseBusyError(DatabaseError):
    """Another program has held the database for too long."""

    def __init__(self, place: str) -> None:
        super().__init__(f"Another program is writing to the database {place}: nothing was written; repeat it.")


class BatchFileError(AssistantError):
    """A batch file whose kind or columns are not understood."""

    def __init__(self, path: object, detail: str) -> None:
        super().__init__(f"{path}: {detail}.")


def advice(value: str, known: Sequence[str]) -> str:
    """Return 'did you mean X' where a known name is near, else the list of known names."""
    if not known:
        return "there is none to choose from"
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'" if near else f"choose one of {', '.join(known)}"
