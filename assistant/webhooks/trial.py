"""Tries a subscription out: one event at once, beside the outbox."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from assistant.archive import Event
from assistant.archive.archive import utc_now
from assistant.archive.events import Happened
from assistant.archive.outbox import as_body
from assistant.webhooks import signing
from assistant.webhooks.errors import WebhookTestError
from assistant.webhooks.sending import send

if TYPE_CHECKING:
    from assistant.archive import Archive
    from assistant.webhooks.sending import Answer


def try_out(archive: Archive, number: int) -> Answer:
    """Send webhook.test to a subscription, also to one that is switched off. Raises WebhookTestError, NotFiledError."""
    webhook, secret, now = archive.webhooks.get(number), archive.webhooks.secret(number), utc_now()
    body = as_body(str(uuid.uuid4()), now, Happened(event=Event.WEBHOOK_TEST))
    data = signing.encode(body)
    answer = send(webhook, data, signing.headers(secret, body, data, now))
    if not answer.is_taken:
        raise WebhookTestError(number, answer.said)
    return answer
