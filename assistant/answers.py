"""One record of inputs in, the JSON of DESIGN section 8 out: for the commands, their batches and the HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.errors import UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant, Result
    from assistant.model import Plan, Reading
    from assistant.pipeline import Request


def asked(record: dict[str, Any], assistant: Assistant) -> tuple[Reading, Request]:
    """Return what one record says and what it asks for."""
    order_place, history_place = record.get("where", ("order", "history"))
    settings = record.get("settings", ())
    order = assistant.parse_order(record.get("order"), settings, order_place)
    history = assistant.parse_history(record.get("history"), history_place, order)
    request = assistant.request(
        order,
        history,
        channel=record.get("channel"),
        tone=record.get("tone"),
        platform=record.get("platform"),
        reason=record.get("reason"),
        settings=settings,
    )
    reading = assistant.read(record["text"], record.get("language"))
    return reading, assistant.in_language(request, reading)


def reply(record: dict[str, Any], assistant: Assistant) -> Result:
    """Return the reply for one record of inputs."""
    reading, request = asked(record, assistant)
    return assistant.reply(reading, request, record.get("option"))


def made_plan(record: dict[str, Any], assistant: Assistant) -> Plan:
    """Return the plan for one record of inputs."""
    order_place, history_place = record.get("where", ("order", "history"))
    settings = record.get("settings", ())
    order = assistant.parse_order(record.get("order"), settings, order_place)
    history = assistant.parse_history(record.get("history"), history_place, order)
    request = assistant.request(
        order, history, platform=record.get("platform"), reason=record.get("reason"), settings=settings
    )
    return assistant.plan(request, record.get("risks") or (), record.get("requests") or ())


def read_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `read --json` for one record, with its id."""
    return assistant.reading_json(assistant.read(record["text"], _known(record.get("language"))), record.get("id"))


def plan_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `plan --json` for one record, with its id."""
    return {"id": record.get("id"), **assistant.plan_json(made_plan(record, assistant))}


def reply_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `reply --json` for one record, with its id."""
    return {"id": record.get("id"), **assistant.reply_json(reply(record, assistant), record.get("id"))}


def lint_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `lint --json` for one record, with its id."""
    findings = assistant.lint(record["text"], record.get("platform"), record.get("language"), record.get("draft"))
    return {"id": record.get("id"), **assistant.findings_json(findings)}


def _known(language: str | None) -> str | None:
    """Return the language of a message. Raises UnknownValueError where it is none of those that are read."""
    from assistant.reading.language import LOCALES, as_language

    if language is not None and as_language(language).language not in LOCALES:
        raise UnknownValueError(Line(msgid="language"), language, LOCALES)
    return language
