"""The JSON that other programs rely on (DESIGN section 8), out of the nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.deciding.agreement import POINTS
from assistant.deciding.keep import KEEP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from assistant.deciding.alerts import Alert
    from assistant.model import Clock, Draft, Finding, Option, Plan, Reading, Sum
    from assistant.writing.staff import Wording


def reading_json(reading: Reading, identity: str | None = None) -> dict[str, Any]:
    """Return `read --json`."""
    facts = reading.facts
    return {
        "id": identity,
        "language": reading.language,
        "locale": reading.locale,
        "language_confidence": reading.language_confidence,
        "reason": str(reading.reason),
        "confidence": reading.confidence,
        "reasons": [{"reason": str(guess.reason), "probability": guess.probability} for guess in reading.reasons],
        "secondary": [str(reason) for reason in reading.secondary],
        "remedies": [str(request) for request in reading.remedies],
        "risks": [str(risk) for risk in reading.risks],
        "evidence": str(reading.evidence),
        "facts": {
            "order_numbers": [found.value for found in facts.order_numbers],
            "tracking_numbers": [found.value for found in facts.tracking_numbers],
            "amounts": [{"amount": _plain(a.amount), "currency": a.currency} for a in facts.amounts],
            "dates": [found.value for found in facts.dates],
            "quantities": [int(found.value) for found in facts.quantities],
            "stars": [int(found.value) for found in facts.stars],
            "personal": [{"kind": str(p.kind), "start": p.start, "end": p.end} for p in facts.personal],
        },
        "why": [{"label": c.label, "start": c.start, "end": c.end, "text": c.text} for c in reading.why],
        "needs_review": reading.needs_review,
        "answer": str(reading.answer),
        "empty": reading.is_empty,
    }


def plan_json(plan: Plan, word: Wording, asks: Sequence[str]) -> dict[str, Any]:
    """Return `plan --json`; `asks` is what the buyer is asked for, in the staff's language."""
    return {
        "reason": str(plan.reason),
        "state": str(plan.state),
        "stage": plan.stage,
        "options": [_option_json(option, word) for option in plan.options],
        "not_offered": [{"remedy": str(other.remedy), "why": word(other.why)} for other in plan.not_offered],
        "clocks": [clock_json(clock, word) for clock in plan.clocks],
        "freight": {"paid_by": plan.freight.paid_by, "why": word(plan.freight.why)},
        "ask": list(asks),
        "keep": [word(KEEP[key]) for key in plan.keep],
        "submit": [word(KEEP[key]) for key in plan.submit],
        "evidence_missing": list(plan.evidence_missing),
        "agree": [{"point": word(POINTS[one.point]), "value": one.value} for one in plan.agree],
        "notes": [word(line) for line in plan.notes],
    }


def _option_json(option: Option, word: Wording) -> dict[str, Any]:
    return {
        "remedy": str(option.remedy),
        "amount": _plain(option.amount),
        "currency": option.currency,
        "result": _plain(option.result),
        "result_extended": _plain(option.extended),
        "approval": option.approval,
        "offered": option.offered,
        "why": [word(line) for line in option.why],
    }


def clock_json(clock: Clock, word: Wording) -> dict[str, Any]:
    """Return one clock of `plan --json` and of `clocks --json`."""
    return {
        "clock": clock.clock,
        "what": word(clock.what),
        "due": clock.due.isoformat(),
        "at": clock.at.isoformat(),
        "days_left": clock.days_left,
        "rule": clock.rule,
        "source": clock.source,
        "as_of": clock.as_of.isoformat(),
        "verified": clock.verified,
        "silence_costs": _sum(clock.silence_costs),
    }


def alert_json(alert: Alert, word: Wording) -> dict[str, Any]:
    """Return one alert of `alerts --json`."""
    return {
        "kind": alert.kind,
        "subject": alert.subject,
        "reason": str(alert.reason) if alert.reason else None,
        "cases": list(alert.cases),
        "first_on": alert.first_on.isoformat(),
        "last_on": alert.last_on.isoformat(),
        "what": word(alert.what),
    }


def draft_json(draft: Draft, word: Wording) -> dict[str, Any]:
    """Return the draft of `reply --json`."""
    return {
        "locale": draft.locale,
        "channel": str(draft.channel),
        "subject": draft.subject,
        "body": draft.body,
        "gloss": {"locale": draft.gloss_locale, "subject": draft.gloss_subject, "body": draft.gloss_body},
        "missing": list(draft.missing),
        "findings": findings_json(draft.findings, word),
        "turns": list(draft.turns),
        "html": draft.html,
    }


def findings_json(findings: Sequence[Finding], word: Wording) -> list[dict[str, Any]]:
    """Return the findings of `lint --json` and of a draft."""
    return [
        {
            "rule": finding.rule,
            "severity": str(finding.severity),
            "text": finding.text,
            "start": finding.start,
            "end": finding.end,
            "why": word(finding.why),
            "suggestion": word(finding.suggestion),
        }
        for finding in findings
    ]


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _sum(total: Sum | None) -> dict[str, str | None] | None:
    return None if total is None else {"amount": _plain(total.amount), "currency": total.currency}
