"""Care the slow way: one order after the other, every template rendered by Jinja for every order."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from assistant.care.due import ADDRESS, Why
from assistant.care.letters import ASKS, TEXTS, Shape
from assistant.writing.formats import (
    as_date,
    as_money,
    as_name,
    as_text,
    as_title,
    is_right_to_left,
    isolated,
)

if TYPE_CHECKING:
    from assistant.care.merge import Settings
    from assistant.care.profiles import Profile
    from assistant.care.steps import Step

MAKERS = {"buyer_name": as_name, "item": as_title}
STATUSES = {"unpaid": Why.UNPAID, "cancelled": Why.CANCELLED, "returned": Why.RETURNED, "closed": Why.CLOSED}
WHOLE_PRICE = {"full_refund", "return_refund", "cancel_refund"}
OURS_ALONE = {"explain", "guide", "extend_protection", "trace", "carrier_claim", "contest"}
REFUNDS = {"partial_refund", "full_refund", "return_refund", "cancel_refund"}


def due_step(order: dict[str, Any], profile: Profile, settings: Settings, today: date) -> Step | Why:
    """Return the step that is due, or why none is."""
    if order["remedy"] in OURS_ALONE:
        order = {**order, "remedy_done_on": None}
    arrived = any(order[day] is not None for day in ("delivered_on", "completed_on", "review_left_on"))
    arrived |= order["status"] in {"delivered", "completed"}
    has_left = arrived or order["status"] == "shipped" or order["shipped_on"] or order["remedy_done_on"]
    refunded = order["remedy"] in WHOLE_PRICE
    due, later, banned = None, False, False
    for step in settings.profiles.steps:
        if step not in settings.steps:
            continue
        rules = profile.due[step]
        banned |= rules.off is not None
        windows = [window for window in rules.windows if order[window.base] is not None]
        no_warning = step == "late_warning" and (not has_left or order["remedy"] in REFUNDS | {"reship"})
        undelivered = settings.profiles.step_facts(step).undelivered
        if (undelivered and arrived) or (refunded and step != "after_remedy") or no_warning:
            continue
        for window in windows:
            base, promised = order[window.base], order["promised_by"]
            span = 1
            if window.is_share:
                if promised is None or promised <= base:
                    continue
                span = (promised - base).days
            first = base + timedelta(days=math.ceil(window.start * span))
            if step == "late_warning":
                first = max(first, _half_way(order) or first)
            last = base + timedelta(days=math.floor(window.until * span))
            later |= today < first <= last
            if due is None and first <= today <= last:
                due = step
            break
    stopped = _stopped(order)
    if stopped or due is None:
        shipped = order["shipped_on"] is not None or arrived or order["remedy_done_on"] is not None
        return stopped or (
            Why.REFUNDED
            if refunded and not later
            else Why.NOT_SHIPPED
            if not shipped
            else Why.LATER
            if later
            else Why.BANNED
            if banned
            else Why.OVER
        )
    return Why.TOO_LATE if _is_too_late(order, profile, today) else due


def _is_too_late(order: dict[str, Any], profile: Profile, today: date) -> bool:
    known = [day for day in (order["delivered_on"], order["completed_on"]) if day]
    return bool(profile.proactive_days and known and today > max(known) + timedelta(days=profile.proactive_days))


def _half_way(order: dict[str, Any]) -> date | None:
    """Return when half of the promised time has passed, before which nobody is warned."""
    shipped, promised = order["shipped_on"], order["promised_by"]
    if shipped is None or promised is None or promised <= shipped:
        return None
    first: date = shipped + timedelta(days=math.ceil((promised - shipped).days / 2))
    return first


def _stopped(order: dict[str, Any]) -> Why | None:
    if order["status"] in STATUSES:
        return STATUSES[order["status"]]
    stops = (("refunded_in_full", Why.REFUNDED), ("dispute_open", Why.DISPUTE), ("conversation_open", Why.CONVERSATION))
    return next((why for column, why in stops if order[column]), None)


def message(order: dict[str, Any], profile: Profile, settings: Settings, today: date) -> dict[str, Any] | Why:
    """Return the message of an order, or why there is none."""
    step = due_step(order, profile, settings, today)
    locale = settings.destinations.locale(order["buyer_language"], order["buyer_country"])
    address = order["buyer_email"]
    if isinstance(step, Why):
        return step
    if profile.due[step].review_only and (order["delivered_on"] is None or order["review_left_on"] is not None):
        return Why.BANNED
    if locale is None:
        return Why.LANGUAGE
    if profile.facts.is_email and address is None:
        return Why.NO_ADDRESS
    if profile.facts.is_email and not re.search(ADDRESS, address):
        return Why.NOT_AN_ADDRESS
    slots = _slots(order, step, profile, settings, locale)
    asked = step == "care" and order["delivered_on"] is not None and profile.reviews and order["review_left_on"] is None
    review = asked and (not profile.facts.is_email or (settings.marketing and order["marketing_consent"] is True))
    shape = Shape(
        locale, step, profile.facts, frozenset(slots), _remedy(order, step), review, review and profile.facts.is_email
    )
    values = settings.letters.values(shape, slots)
    body = settings.letters.body(shape, values)
    if len(body) > profile.longest:
        return Why.TOO_LONG
    parts = [(part or "").replace("%", "%25").replace("/", "%2F") for part in (profile.facts.shop, order["number"])]
    parts[0] += "" if profile.platform == settings.owner.platform else f"%40{profile.platform}"
    return {
        "order": order["number"],
        "step": step,
        "locale": locale,
        "channel": "email" if profile.facts.is_email else "letter",
        "to": address if profile.facts.is_email else None,
        "subject": settings.letters.subject(shape, values),
        "body": body,
        "key": "/".join([*parts, step]),
        "day": today.isoformat(),
        "marketing": shape.marketing,
    }


def _remedy(order: dict[str, Any], step: str) -> str:
    if step != "after_remedy":
        return "other"
    if order["remedy"] in REFUNDS:
        return "refund"
    return order["remedy"] if order["remedy"] in {"reship", "send_missing"} else "other"


def _slots(order: dict[str, Any], step: str, profile: Profile, settings: Settings, locale: str) -> dict[str, str]:
    """Return the slots that the step's template asks for and that are known, as the locale writes them."""
    slots: dict[str, str | None] = {}
    for slot in TEXTS:
        raw = order["number" if slot == "order_number" else slot]
        text = MAKERS.get(slot, as_text)(raw) if raw is not None else None
        if text and slot in MAKERS and settings.has_address(profile.platform)(text):
            text = None
        slots[slot] = isolated(text, locale) if text else None
        if text and is_right_to_left(locale):
            slots[slot] = f"\u2068{text}\u2069"
    if (order["items"] or 0) > 1:
        slots["item"] = None
    if not profile.links:
        slots["tracking_url"] = None
    for slot in ("shipped_on", "promised_by", "delivered_on", "protection_ends_on"):
        slots[slot] = as_date(order[slot], locale) if order[slot] else None
    if order["promised_by"] and order["shipped_on"] and order["promised_by"] < order["shipped_on"]:
        slots["promised_by"] = None
    slots["done_on"] = as_date(order["remedy_done_on"], locale) if order["remedy_done_on"] else None
    amount, currency = order["remedy_amount"], order["currency"]
    slots["amount"] = as_money(amount, currency, locale) if amount and currency else None
    return {slot: text for slot, text in slots.items() if text and slot in ASKS[step]}
