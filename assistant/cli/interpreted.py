"""A reply with the shop's translation service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.answers import asked
from assistant.interpreter import Interpreter

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant, Result


def interpreted(record: dict[str, Any], assistant: Assistant) -> tuple[Result, dict[str, Any]]:
    """Return the reply, and the buyer's message in the staff's language or why there is none."""
    interpreter = Interpreter(assistant)
    reading, request = asked(record, assistant)
    message = interpreter.message(reading, record["text"], request.order)
    return interpreter.reply(reading, request, record.get("option")), {"text": message.text, "why": message.why}
