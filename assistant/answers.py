"""One record of inputs in, the JSON of DESIGN section 8 out: for the commands, their batches and the HTTP API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.choices import known_language
from assistant.deciding.earlier import with_earlier

if TYPE_CHECKING:
    from assistant.archive import Archive, Dealings
    from assistant.bootstrap import Assistant, Result
    from assistant.model import Plan, Reading
    from assistant.pipeline import Request


def asked(record: dict[str, Any], assistant: Assistant) -> tuple[Reading, Request]:
    """Return what one record says and what it asks for."""
    order_place, history_place = record.get("where", ("order", "history"))
    settings = settings_of(record)
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
    return reading, replace(
        assistant.in_language(request, reading), earlier=tuple(record.get("earlier", ())), about=record.get("about")
    )


def settings_of(record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a record lays over its order, its platform last: days and status words are read as that one's."""
    platform = record.get("platform")
    return (*record.get("settings", ()), *([("platform", platform)] if platform else []))


def remembered(record: dict[str, Any], assistant: Assistant, archive: Archive) -> dict[str, Any]:
    """Return a record with what the archive knows of its order: its other cases, and the history where none is given.

    Raises DataError with every defect of the order.
    """
    place = record.get("where", ("order",))[0]
    order = assistant.parse_order(record.get("order"), settings_of(record), place)
    if order.number is None:
        return record
    identity = assistant.shop.shop
    platform = record.get("platform") or order.platform or identity.platform
    return with_dealings(record, archive.cases.dealings(order.number, platform, identity.name, order.currency))


def with_dealings(record: dict[str, Any], known: Dealings) -> dict[str, Any]:
    """Return a record with the other cases about its order, and with their history where none is given."""
    history = record.get("history")
    if history is None:
        history = [offer.model_dump(mode="json", exclude_none=True) for offer in known.history]
    return {**record, "history": history, "earlier": known.cases, "about": known.about}


def reply(record: dict[str, Any], assistant: Assistant) -> Result:
    """Return the reply for one record of inputs."""
    reading, request = asked(record, assistant)
    return assistant.reply(reading, request, record.get("option"))


def made_plan(record: dict[str, Any], assistant: Assistant) -> Plan:
    """Return the plan for one record of inputs."""
    order_place, history_place = record.get("where", ("order", "history"))
    settings = settings_of(record)
    order = assistant.parse_order(record.get("order"), settings, order_place)
    history = assistant.parse_history(record.get("history"), history_place, order)
    request = assistant.request(
        order, history, platform=record.get("platform"), reason=record.get("reason"), settings=settings
    )
    plan = assistant.plan(request, record.get("risks") or (), record.get("requests") or ())
    return with_earlier(plan, tuple(record.get("earlier", ())))


def read_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `read --json` for one record, with its id."""
    return assistant.reading_json(
        assistant.read(record["text"], known_language(record.get("language"))), record.get("id")
    )


def plan_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `plan --json` for one record, with its id."""
    return {"id": record.get("id"), **assistant.plan_json(made_plan(record, assistant))}


def reply_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `reply --json` for one record, with its id. Raises UnknownValueError for a language that nobody reads."""
    known_language(record.get("language"))
    return {"id": record.get("id"), **assistant.reply_json(reply(record, assistant), record.get("id"))}


def lint_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return `lint --json` for one record, with its id."""
    findings = assistant.lint(record["text"], record.get("platform"), record.get("language"), record.get("draft"))
    return {"id": record.get("id"), **assistant.findings_json(findings)}
