"""The archive's failures; each is one sentence that names the value and the next step.

ArchiveError
├── ArchiveNewerError       a newer program has changed its schema
├── NotFiledError           an offer, file, account, token, webhook or delivery that is not there
│   └── NoCaseError
├── ConflictError           somebody else has changed the case meanwhile: carries what was done
├── OtherCurrencyError      an ending in another currency than its order
├── AboveLeftError          an ending that cost more than is left of the order's price
├── RefusedFileError        a file of a kind or size that is not kept
├── SwitchedOffError        a webhook whose receiver wants no more
├── AccountError            a name that is taken, a password that is too short
├── KeyReusedError          an idempotency key that came with another request
└── KeyBusyError            one whose first request is not answered yet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.archive.deeds import deeds_in_words
from assistant.errors import AssistantError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from assistant.archive.nouns import Case, Deed


class ArchiveError(AssistantError):
    """The archive cannot do it."""


class ArchiveNewerError(ArchiveError):
    """The archive was changed by a newer program."""

    def __init__(self, place: str, version: str) -> None:
        super().__init__(
            Line(
                msgid="The archive %(place)s has the newer version '%(version)s': install the newer program here too.",
                slots=(("place", place), ("version", version)),
            )
        )


class NotFiledError(ArchiveError):
    """Something that is not in the archive."""

    def __init__(self, what: Line, command: str = "assistant case list") -> None:
        super().__init__(
            Line(
                msgid="There is no %(what)s in the archive: '%(command)s' shows what is there.",
                slots=(("what", what), ("command", command)),
            )
        )


class NoCaseError(NotFiledError):
    """A case that is not in the archive."""

    def __init__(self, number: int) -> None:
        super().__init__(Line(msgid="case %(number)s", slots=(("number", number),)))


class ConflictError(ArchiveError):
    """Somebody else has changed the case: `case` is as it is now, `deeds` is what was done since the version read."""

    def __init__(self, case: Case, deeds: Sequence[Deed]) -> None:
        said = [(("who", deed.who), ("what", deeds_in_words(deed.what))) for deed in deeds]
        done = [Line(msgid="%(who)s: %(what)s", slots=slots) for slots in said]
        super().__init__(
            Line(
                msgid="Case %(number)s was changed meanwhile (%(done)s): look at it, then repeat what you did.",
                slots=(("number", case.number), ("done", listed(done) if done else "")),
            )
        )
        self.case, self.deeds = case, tuple(deeds)


class OtherCurrencyError(ArchiveError):
    """An ending whose amount is in another currency than its order."""

    def __init__(self, other: str, currency: str) -> None:
        super().__init__(
            Line(
                msgid="The amount is in %(other)s but the order is in %(currency)s: give it in %(currency)s.",
                slots=(("other", other), ("currency", currency)),
            )
        )


class AboveLeftError(ArchiveError):
    """An ending that cost more than is left of the order's price."""

    def __init__(self, amount: Decimal, left: Decimal, currency: str) -> None:
        slots = (("amount", f"{amount:f} {currency}"), ("left", f"{left:f} {currency}"))
        super().__init__(
            Line(
                msgid="The amount %(amount)s is above what is left of the order's price, %(left)s: look at what its "
                "cases have paid and agreed, and correct it.",
                slots=slots,
            )
        )


class RefusedFileError(ArchiveError):
    """A file of a kind or size that is not kept."""

    def __init__(self, name: str, detail: Line) -> None:
        super().__init__(
            Line(msgid="The file %(name)s is not kept: %(detail)s.", slots=(("name", name), ("detail", detail)))
        )


class SwitchedOffError(ArchiveError):
    """A webhook whose receiver has said that it wants no more."""

    def __init__(self, webhook: int) -> None:
        super().__init__(
            Line(
                msgid="Webhook %(number)s is switched off, its receiver answered 410: "
                "'assistant webhooks enable %(number)s' switches it on again.",
                slots=(("number", webhook),),
            )
        )


class AccountError(ArchiveError):
    """An account that cannot be made or changed so."""

    def __init__(self, name: str, detail: Line) -> None:
        super().__init__(Line(msgid="Account %(name)s: %(detail)s.", slots=(("name", name), ("detail", detail))))


class KeyReusedError(ArchiveError):
    """An idempotency key that came before with another request."""

    def __init__(self, key: str) -> None:
        super().__init__(
            Line(
                msgid="The idempotency key '%(key)s' was used for another request: take a new one.",
                slots=(("key", key),),
            )
        )


class KeyBusyError(ArchiveError):
    """An idempotency key whose first request is still worked on."""

    def __init__(self, key: str) -> None:
        super().__init__(
            Line(
                msgid="The first request with the idempotency key '%(key)s' is not answered yet: "
                "wait a moment, then repeat it.",
                slots=(("key", key),),
            )
        )
