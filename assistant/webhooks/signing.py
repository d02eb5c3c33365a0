"""The headers of a delivery: an HMAC-SHA256 over the time and the body, which only who knows the secret can make."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from assistant import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SIGNATURE, TIMESTAMP = "Assistant-Signature", "Assistant-Timestamp"
DELIVERY, EVENT = "Assistant-Delivery", "Assistant-Event"


def encode(body: Mapping[str, Any]) -> bytes:
    """Return a body as it is sent and signed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, timestamp: str, data: bytes) -> str:
    """Return the signature of a body that is sent at a time."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + data, hashlib.sha256).hexdigest()


def headers(secret: str, body: Mapping[str, Any], data: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a delivery."""
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": f"customer-message-assistant/{__version__}",
        DELIVERY: str(body["id"]),
        EVENT: str(body["event"]),
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, data),
    }
