"""How far an e-mail came."""

from __future__ import annotations

from enum import StrEnum


class MailState(StrEnum):
    """How far an e-mail came."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"  # the server has refused it for good
    UNKNOWN = "unknown"  # it may have arrived: somebody decides


UNDECIDED = (MailState.UNKNOWN, MailState.FAILED)  # what is claimed may be leaving now
OPEN_STATES = (MailState.CLAIMED, *UNDECIDED)
