"""The ledger: each message of a shop, an order and a step once, whatever happens in between."""

from __future__ import annotations

from assistant.care.ledger.ledger import COMMITTING, Known, Ledger, Run
from assistant.care.ledger.mails import Mail, Settled

__all__ = ["COMMITTING", "Known", "Ledger", "Mail", "Run", "Settled"]
