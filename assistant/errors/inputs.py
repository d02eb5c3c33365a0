"""What the caller typed or pasted and cannot be used."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Self

from assistant.errors.base import InputError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class EmptyTextError(InputError):
    """There is no text to work on."""

    def __init__(self) -> None:
        super().__init__(
            Line(msgid="The message is empty: pass the text as an argument or on standard input with '-'.")
        )


class TextTooLongError(InputError):
    """The text is longer than a pasted thread can be."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            Line(
                msgid="The message has %(length)s characters, more than the %(limit)s that are read: "
                "paste only the buyer's last messages.",
                slots=(("length", f"{length:,}"), ("limit", f"{limit:,}")),
            )
        )
        self.length, self.limit = length, limit


class NotTextError(InputError):
    """The input is binary or in another encoding."""

    def __init__(self, where: Line | str, detail: Line) -> None:
        super().__init__(
            Line(
                msgid="%(where)s is not text (%(detail)s): save it as UTF-8 text and try again.",
                slots=(("where", where), ("detail", detail)),
            )
        )

    @classmethod
    def at_byte(cls, where: Line | str, error: UnicodeDecodeError) -> Self:
        """Return at which byte a text is no UTF-8."""
        return cls(where, Line(msgid="byte %(byte)s is not UTF-8", slots=(("byte", error.start),)))


class PathAsTextError(InputError):
    """The message is the name of a file that is there: the file is meant, not its name."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Line(
                msgid="'%(path)s' is a file, and a message is expected: pass its content with '- < %(path)s'.",
                slots=(("path", path),),
            )
        )
        self.path = path


class UnknownValueError(InputError):
    """A name that is not one of the known ones; `kind` says of what in English."""

    def __init__(self, kind: Line, value: str, known: Iterable[str | Line]) -> None:
        super().__init__(
            Line(
                msgid="Unknown %(kind)s '%(value)s': %(advice)s.",
                slots=(("kind", kind), ("value", value), ("advice", advice(value, sorted(known, key=str)))),
            )
        )
        self.kind, self.value = str(kind), value


class MissingCatalogueError(InputError):
    """No catalogue for the language of the reply."""

    def __init__(self, language: str, known: Iterable[str]) -> None:
        names = ("names", listed(sorted(known)))
        super().__init__(
            Line(
                msgid="The message has no words that show its language: "
                "name it with --language or in the field 'language' (%(names)s).",
                slots=(names,),
            )
            if language == "und"
            else Line(
                msgid="There is no reply catalogue for the language '%(language)s': "
                "choose one with --language (%(names)s).",
                slots=(("language", language), names),
            )
        )
        self.language = language


class UnknownOptionError(InputError):
    """An option number that the plan does not have."""

    def __init__(self, number: int, count: int) -> None:
        super().__init__(
            Line(
                msgid="There is no option %(number)s in this plan: choose a number from 1 to %(count)s.",
                slots=(("number", number), ("count", count)),
            )
            if count
            else Line(
                msgid="There is no option %(number)s in this plan: this plan has no options.",
                slots=(("number", number),),
            )
        )


class SettingError(InputError):
    """A malformed or unknown --set."""

    def __init__(self, setting: str, message: Line) -> None:
        super().__init__(
            Line(msgid="--set %(setting)s: %(message)s.", slots=(("setting", setting), ("message", message)))
        )


class NotADateError(InputError):
    """An option that is no date."""

    def __init__(self, option: str, value: str) -> None:
        super().__init__(
            Line(
                msgid="%(option)s %(value)s is not a date: write it like 2026-10-01.",
                slots=(("option", option), ("value", value)),
            )
        )


class FarDateError(InputError):
    """A day on which nobody decides anything: from there no deadline can be reckoned."""

    def __init__(self, option: str, value: str, first: int, last: int) -> None:
        super().__init__(
            Line(
                msgid="%(option)s %(value)s is too far away: choose a day from %(first)s to %(last)s.",
                slots=(("option", option), ("value", value), ("first", str(first)), ("last", str(last))),
            )
        )


class ServerAddressError(InputError):
    """A mail server's address that cannot be used; it may hold a password, so it is not shown."""

    def __init__(self, detail: Line | str) -> None:
        super().__init__(
            Line(
                msgid="--send: %(detail)s: write the address like smtp://mail.example.com:587.",
                slots=(("detail", detail),),
            )
        )


def advice(value: str, known: Sequence[str | Line]) -> Line:
    """Return 'did you mean X' where a known name is near, else the list of known names."""
    if not known:
        return Line(msgid="there is none to choose from")
    near = difflib.get_close_matches(value, [str(name) for name in known], n=1, cutoff=0.7)
    if near:
        return Line(msgid="did you mean '%(near)s'", slots=(("near", near[0]),))
    return Line(msgid="choose one of %(names)s", slots=(("names", listed(known)),))
