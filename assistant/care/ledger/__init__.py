"""The ledger: each message of a shop, an order and a step once, whatever happens in between."""

from __future__ import annotations

from assistant.care.ledger.ledger import COMMITTING, Known, Ledger, Run, digests
from assistant.care.ledger.mails import Mail, MailState, Settled

__all__ = ["COMMITTING", "Known", "Ledger", "Mail", "MailState", "Run", "Settled", "digests"]
