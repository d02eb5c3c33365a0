"""The archive's failures; each is one sentence that names the value and the next step.

ArchiveError
├── ArchiveNewerError       a newer program has changed its schema
├── NotFiledError           a case, offer, file, account, token, webhook or delivery that is not there
├── ConflictError           somebody else has changed the case meanwhile: carries what was done
├── RefusedFileError        a file of a kind or size that is not kept
├── SwitchedOffError        a webhook whose receiver wants no more
├── AccountError            a name that is taken, a password that is too short
└── KeyReusedError          an idempotency key that came with another request
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.archive.nouns import Case, Deed


class ArchiveError(AssistantError):
    """The archive cannot do it."""


class ArchiveNewerError(ArchiveError):
    """The archive was changed by a newer program."""

    def __init__(self, place: str, version: str) -> None:
        super().__init__(f"The archive {place} has the newer version '{version}': install the newer program here too.")


class NotFiledError(ArchiveError):
    """Something that is not in the archive."""

    def __init__(self, kind: str, name: object, command: str = "assistant case list") -> None:
        super().__init__(f"There is no {kind} {name} in the archive: '{command}' shows what is there.")
        self.kind, self.name = kind, name


class ConflictError(ArchiveError):
    """Somebody else has changed the case: `case` is as it is now, `deeds` is what was done since the version read."""

    def __init__(self, case: Case, deeds: Sequence[Deed]) -> None:
        done = ", ".join(f"{deed.who}: {deed.what}" for deed in deeds)
        super().__init__(f"Case {case.number} was changed meanwhile ({done}): look at it, then repeat what you did.")
        self.case, self.deeds = case, tuple(deeds)


class RefusedFileError(ArchiveError):
    """A file of a kind or size that is not kept."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"The file {name} is not kept: {detail}.")


class SwitchedOffError(ArchiveError):
    """A webhook whose receiver has said that it wants no more."""

    def __init__(self, webhook: int) -> None:
        super().__init__(
            f"Webhook {webhook} is switched off, its receiver answered 410: "
            f"'assistant webhooks enable {webhook}' switches it on again."
        )


class AccountError(ArchiveError):
    """An account that cannot be made or changed so."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"Account {name}: {detail}.")


class KeyReusedError(ArchiveError):
    """An idempotency key that came before with another request."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The idempotency key '{key}' was used for another request: take a new one.")
