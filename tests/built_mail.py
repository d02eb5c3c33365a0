"""E-mails of care, as a shop would send them, and what can be read in them."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.care.outlets import Mail, Refusal, Sender, build_email, parse_sender

if TYPE_CHECKING:
    from email.message import EmailMessage

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def sender(**changes: Any) -> Sender:
    made, problems = parse_sender({"sender": "Shöp <service@shop.example>", "reply_to": "help@shop.example", **changes})
    assert made is not None, problems
    return made


def mail(**changes: Any) -> Mail:
    return replace(
        Mail("s:1:T1", "joao@example.com", "Seu pedido 1 está a caminho", "Olá João,\n\nTudo bem?\n"), **changes
    )


def content(raw: bytes | str | None) -> str:
    assert isinstance(raw, bytes)
    text: str = email.message_from_bytes(raw, policy=email.policy.default).get_content()
    return text.replace("\r\n", "\n")


def built(**changes: Any) -> EmailMessage:
    message = build_email(mail(**changes), sender(), WHEN)
    assert not isinstance(message, Refusal), message
    return message
