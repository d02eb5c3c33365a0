"""Cases, offers, outcomes and evidence, kept in SQLite or PostgreSQL."""

from __future__ import annotations

from assistant.archive.archive import Archive
from assistant.archive.dealings import Dealings
from assistant.archive.errors import (
    AboveLeftError,
    AccountError,
    ArchiveError,
    ArchiveNewerError,
    ConflictError,
    KeyReusedError,
    NotFiledError,
    OtherCurrencyError,
    RefusedFileError,
    SwitchedOffError,
)
from assistant.archive.events import Event
from assistant.archive.nouns import (
    Account,
    Attached,
    Basis,
    Case,
    Change,
    Deed,
    Ending,
    Entry,
    Kind,
    Label,
    NewCase,
    Offered,
    Page,
    Result,
    Role,
    Row,
    Scope,
    State,
    Token,
    Wanted,
)
from assistant.archive.outbox import Claimed, Delivery, Stage
from assistant.archive.webhooks import Subscription, Webhook

__all__ = [
    "AboveLeftError",
    "Account",
    "AccountError",
    "Archive",
    "ArchiveError",
    "ArchiveNewerError",
    "Attached",
    "Basis",
    "Case",
    "Change",
    "Claimed",
    "ConflictError",
    "Dealings",
    "Deed",
    "Delivery",
    "Ending",
    "Entry",
    "Event",
    "KeyReusedError",
    "Kind",
    "Label",
    "NewCase",
    "NotFiledError",
    "Offered",
    "OtherCurrencyError",
    "Page",
    "RefusedFileError",
    "Result",
    "Role",
    "Row",
    "Scope",
    "Stage",
    "State",
    "Subscription",
    "SwitchedOffError",
    "Token",
    "Wanted",
    "Webhook",
]
