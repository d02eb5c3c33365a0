"""Files and changes cases. Each call is one transaction: all of it is there, or nothing."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive import events, found, outbox, trail
from assistant.archive.columns import first_words, from_basis, storable, when_due
from assistant.archive.days import day_of
from assistant.archive.errors import ConflictError, NoCaseError, NotFiledError
from assistant.archive.events import Event
from assistant.archive.made import carried_by, was_made
from assistant.archive.nouns import Change, Kind, State
from assistant.archive.rows import known_number, load_case, load_offers
from assistant.archive.tables import cases, entries, offers, skus
from assistant.lines import Line
from assistant.model import Offer, Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import Connection

    from assistant.archive.nouns import Case, Entry, NewCase, Offered
    from assistant.database import Database


class Cases:
    """Cases by number. `by` is who does it, a name for the trail; `version` is the one that he has seen.

    With an old version nothing is written, and ConflictError carries what others did meanwhile; None writes in any
    case. All methods raise NotFiledError for a number that is not there.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], zone: tzinfo | None = None) -> None:
        self._database, self._now, self._zone = database, now, zone

    def file(self, new: NewCase, *, by: str) -> Case:
        """File a case and return it with its number. Raises DataError where reading or plan are none of ours."""
        now = self._now()
        with self._database.writing() as connection:
            basis = new.basis
            columns = from_basis(basis, new.reason, new.platform, new.locale)
            waits = _waits(new.entries)
            due = when_due(
                columns["plan"], basis.reply_by if waits else None, columns["at_risk"], columns["currency"], now
            )
            received = [entry.at for entry in new.entries if entry.kind is Kind.MESSAGE and entry.at]
            values = {
                **columns, **due, "version": 1, "state": str(new.state), "label": int(new.label),
                "assigned_to": storable(new.assigned_to), "opened_at": min([*received, now]), "changed_at": now,
                "replied_at": _replied(new.entries, now), "first_words": first_words(new.entries),
                "resolved_at": now if new.state is State.RESOLVED else None, "salt": new_salt(),
            }  # fmt: skip
            number: int = connection.execute(cases.insert().returning(cases.c.id), values).scalar_one()
            _write_skus(connection, number, basis.order)
            done = _add(connection, number, values["salt"], new.entries, self._dated(new.offers, now), by, now)
            found.refresh(connection, number)
            trail.append(
                connection, now, by, "filed", number, 1, reason=columns["reason"], state=values["state"], **done
            )
            case = load_case(connection, number)
            outbox.put(connection, now, events.filed(case))
            return case

    def get(self, number: int) -> Case:
        """Return a case with everything that is kept of it."""
        with self._database.reading() as connection:
            return load_case(connection, number)

    def change(self, number: int, change: Change, *, by: str, version: int | None = None) -> Case:
        """Change a case: its state, label, basis; add entries and offers; end it. All in one."""
        now = self._now()
        with self._database.writing() as connection:
            before = claim(connection, number, version)
            # A redaction took the salt along; what comes after it gets another one.
            salt = before.salt or new_salt()
            values = {**_changed(before, change, now), "salt": salt}
            made = self._dated(change.offers, now)
            done = _add(connection, number, salt, change.entries, made, by, now, change.carried)
            told = _differences(before, values)
            what = ", ".join([*_verbs(change), *(NAMED[key] for key in told if key in NAMED)]) or "changed"
            new_version = before.version + 1
            connection.execute(
                cases.update().where(cases.c.id == number), {**values, "version": new_version, "changed_at": now}
            )
            if change.basis:
                _write_skus(connection, number, change.basis.order)
            found.refresh(connection, number)
            trail.append(connection, now, by, what[:120], number, new_version, **told, **done)
            case = load_case(connection, number)
            outbox.put(connection, now, events.changed(case, change, told, done))
            return case

    def answer(self, number: int, offer: int, outcome: Outcome, *, by: str, version: int | None = None) -> Case:
        """Record what became of an offer."""
        return self._on_offer(number, offer, {"outcome": str(outcome)}, Event.OFFER_ANSWERED, by, version)

    def approve(self, number: int, offer: int, *, by: str, version: int | None = None) -> Case:
        """Record who allowed an offer's amount; whether he may is for the caller to know."""
        return self._on_offer(number, offer, {"approved_by": by}, Event.OFFER_APPROVED, by, version)

    def history(self, number: int) -> tuple[Offer, ...]:
        """Return the offers of a case as the planner takes them; what is only proposed, the buyer does not know."""
        with self._database.reading() as connection:
            load_case(connection, number)
            carried = carried_by(trail.deeds(connection, number))
            return tuple(
                Offer(remedy=one.remedy, amount=one.amount, on=one.on, outcome=one.outcome)
                for one in load_offers(connection, number)
                if was_made(one, carried)
            )

    def of_order(self, order_number: str) -> tuple[int, ...]:
        """Return the cases about an order, the newest first."""
        query = sa.select(cases.c.id).where(cases.c.order_number == storable(order_number)).order_by(cases.c.id.desc())
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def of_buyer(self, key: str) -> tuple[int, ...]:
        """Return the cases of a buyer, the newest first; the key is that of `deciding.alerts.buyer_key`."""
        query = sa.select(cases.c.id).where(cases.c.buyer_key == storable(key)).order_by(cases.c.id.desc())
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def _dated(self, made: Sequence[Offered], now: datetime) -> list[Offered]:
        today = day_of(now, self._zone)
        return [offer.model_copy(update={"on": offer.on or today}) for offer in made]

    def _on_offer(
        self, number: int, offer: int, values: dict[str, Any], event: Event, by: str, version: int | None
    ) -> Case:
        now = self._now()
        with self._database.writing() as connection:
            before = claim(connection, number, version)
            where = (offers.c.id == known_number(offer), offers.c.case_id == number)
            if not connection.execute(offers.update().where(*where), values).rowcount:
                slots = (("case", number), ("number", offer))
                raise NotFiledError(Line(msgid="offer of case %(case)s with the number %(number)s", slots=slots))
            connection.execute(
                cases.update().where(cases.c.id == number), {"version": before.version + 1, "changed_at": now}
            )
            what = values.get("outcome", "approved")
            trail.append(connection, now, by, what, number, before.version + 1, offer=offer)
            case = load_case(connection, number)
            outbox.put(connection, now, events.on_offer(event, case, offer))
            return case


# What of a change the trail tells from and to; none of it is a buyer's.
TOLD = ("state", "snoozed_until", "label", "assigned_to", "reason", "at_risk", "currency", "due", "result",
        "result_amount", "result_currency")  # fmt: skip

NAMED = {"state": "state", "snoozed_until": "snoozed", "label": "label", "assigned_to": "assigned", "reason": "reason"}
RECEIVED = "message received"


def claim(connection: Connection, number: int, version: int | None) -> sa.Row[Any]:
    """Return a case's row, held until the transaction ends. Raises NotFiledError, ConflictError."""
    row = connection.execute(sa.select(cases).where(cases.c.id == known_number(number)).with_for_update()).first()
    if row is None:
        raise NoCaseError(number)
    if version is not None and version != row.version:
        raise ConflictError(load_case(connection, number), trail.deeds(connection, number, version))
    return row


def _changed(before: sa.Row[Any], change: Change, now: datetime) -> dict[str, Any]:
    """Return the columns that a change sets."""
    values: dict[str, Any] = {}
    if change.basis:
        values |= from_basis(change.basis, change.reason, before.platform, None)
    if change.reason:
        values["reason"] = str(change.reason)
    given = change.model_fields_set
    values |= {key: storable(getattr(change, key)) for key in ("snoozed_until", "assigned_to") if key in given}
    if change.label is not None:
        values["label"] = int(change.label)
    if change.ending:
        ending = change.ending
        values |= {
            "result": str(ending.result),
            "result_amount": ending.amount,
            "result_currency": storable(ending.currency),
        }
        values["ended_at"] = ending.at or now
    if state := change.state or _state_after(change):
        values["state"] = str(state)
        values["resolved_at"] = now if state is State.RESOLVED else None
    if before.replied_at is None:
        values["replied_at"] = _replied(change.entries, now)
    said = [entry.kind for entry in change.entries if entry.kind is not Kind.NOTE]
    if change.basis or said:
        merged = {**before._asdict(), **values}
        known = change.basis.reply_by if change.basis else before.due
        reply_by = None if Kind.REPLY in said[-1:] else change.reply_by or known
        values |= when_due(merged["plan"], reply_by, merged["at_risk"], merged["currency"], now)
    return values


def _state_after(change: Change) -> State | None:
    """Return the state that follows from what was done, where none is given."""
    if change.ending:
        return State.RESOLVED
    if not any(entry.kind is not Kind.NOTE for entry in change.entries):
        return None
    return State.OPEN if _waits(change.entries) else State.PENDING


def _waits(thread: Sequence[Entry]) -> bool:
    """Whether the buyer had the last word."""
    kinds = [entry.kind for entry in thread if entry.kind is not Kind.NOTE]
    return bool(kinds) and kinds[-1] is Kind.MESSAGE


def _replied(thread: Sequence[Entry], now: datetime) -> datetime | None:
    return next((entry.at or now for entry in thread if entry.kind is Kind.REPLY), None)


def _add(
    connection: Connection,
    number: int,
    salt: str,
    thread: Sequence[Entry],
    made: Sequence[Offered],
    by: str,
    now: datetime,
    carried: Sequence[int] = (),
) -> dict[str, Any]:
    """Write entries and offers; return what the trail says of them."""
    told: dict[str, Any] = {}
    for entry in thread:
        values = {
            **entry.model_dump(exclude={"number", "kind", "findings"}), "case_id": number, "kind": str(entry.kind),
            "at": entry.at or now, "by": entry.by or (None if entry.kind is Kind.MESSAGE else by),
            "findings": list(entry.findings),
        }  # fmt: skip
        values = {key: storable(value) for key, value in values.items()}
        identity = connection.execute(entries.insert().returning(entries.c.id), values).scalar_one()
        told.setdefault("entries", []).append({
            "entry": identity, "kind": str(entry.kind), "seal": seal(salt, values["text"]),
        })  # fmt: skip
    for offer in made:
        values = {
            **offer.model_dump(exclude={"number", "on"}), "remedy": str(offer.remedy), "outcome": str(offer.outcome),
            "case_id": number, "made_on": offer.on, "currency": storable(offer.currency),
        }  # fmt: skip
        identity = connection.execute(offers.insert().returning(offers.c.id), values).scalar_one()
        amount = None if offer.amount is None else f"{offer.amount:f} {values['currency']}"
        told.setdefault("offers", []).append({"offer": identity, "remedy": str(offer.remedy), "amount": amount})
    if any(entry.kind is Kind.REPLY for entry in thread):
        told["carried"] = [*carried, *(one["offer"] for one in told.get("offers", ()))]
    return told


def new_salt() -> str:
    """Return what makes a case's seals unguessable."""
    return secrets.token_hex(16)


def seal(salt: str, text: str) -> str:
    """Return the digest by which the trail knows a text; once the case's salt is gone it says nothing."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def _write_skus(connection: Connection, number: int, order: Order) -> None:
    connection.execute(skus.delete().where(skus.c.case_id == number))
    names = dict.fromkeys(storable(item.sku) for item in order.items if item.sku)
    if names:
        connection.execute(skus.insert(), [{"case_id": number, "sku": name} for name in names])


def _differences(before: sa.Row[Any], values: dict[str, Any]) -> dict[str, list[Any]]:
    pairs = {key: [_told(getattr(before, key)), _told(values[key])] for key in TOLD if key in values}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _verbs(change: Change) -> list[str]:
    words = {Kind.MESSAGE: RECEIVED, Kind.REPLY: "replied", Kind.NOTE: "noted"}
    verbs = dict.fromkeys(words[entry.kind] for entry in change.entries)
    if change.offers:
        verbs["offered"] = None
    if change.basis:
        verbs["read anew"] = None
    return [*verbs, *(["ended"] if change.ending else [])]


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
