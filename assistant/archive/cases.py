"""Files and changes cases. Each call is one transaction: all of it is there, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive import events, found, outbox, trail
from assistant.archive.changing import ENDED, TOLD_FIRST, changed, differences, replied, waits, what_was_done
from assistant.archive.columns import first_words, from_basis, storable, when_due
from assistant.archive.days import day_of
from assistant.archive.dealings import cases_of, dealings, history_of, made_and_proposed
from assistant.archive.endings import AGREED, Settled, require_left, require_possible, settled
from assistant.archive.errors import ConflictError, NotFiledError
from assistant.archive.events import Event
from assistant.archive.nouns import Change, Kind, State
from assistant.archive.rows import ending_of, find_case, known_number, load_case, load_offers
from assistant.archive.tables import cases, entries, offers, skus
from assistant.archive.told import FILED, moment, new_salt, seal, seal_of_order, seal_of_subject
from assistant.lines import Line
from assistant.model import Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import Connection

    from assistant.archive.dealings import Dealings
    from assistant.archive.nouns import Case, Entry, NewCase, Offered
    from assistant.database import Database
    from assistant.model import Offer


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
            waiting = waits(new.entries)
            due = when_due(
                columns["plan"], basis.reply_by if waiting else None, columns["at_risk"], columns["currency"], now
            )
            received = [entry.at for entry in new.entries if entry.kind is Kind.MESSAGE and entry.at]
            values = {
                **columns, **due, "version": 1, "state": str(new.state), "label": int(new.label),
                "assigned_to": storable(new.assigned_to), "shop": storable(new.shop),
                "opened_at": min([*received, now]), "changed_at": now,
                "replied_at": replied(new.entries, now), "first_words": first_words(new.entries),
                "resolved_at": now if new.state is State.RESOLVED else None, "salt": new_salt(),
            }  # fmt: skip
            number: int = connection.execute(cases.insert().returning(cases.c.id), values).scalar_one()
            _write_skus(connection, number, basis.order)
            done = _add(connection, number, values["salt"], new.entries, self._dated(new.offers, now), by, now)
            found.refresh(connection, number)
            trail.append(
                connection, now, by, FILED, number, 1, **{name: values[name] for name in TOLD_FIRST},
                order=seal_of_order(values["salt"], values["order"]), **done,
            )  # fmt: skip
            case = load_case(connection, number)
            outbox.put(connection, now, events.filed(case, done))
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
            values = {**changed(before, change, now), "salt": salt}
            ended = _settled(connection, before, change, self._zone)
            made = [*self._dated(change.offers, now), *self._dated(ended.new, values.get("ended_at", now))]
            done = _add(connection, number, salt, change.entries, made, by, now, change.carried)
            done |= _answer(connection, ended)
            if change.basis:
                done["order"] = seal_of_order(salt, values["order"])
            told = differences(before, values)
            new_version = before.version + 1
            connection.execute(
                cases.update().where(cases.c.id == number), {**values, "version": new_version, "changed_at": now}
            )
            if change.basis:
                _write_skus(connection, number, change.basis.order)
            found.refresh(connection, number)
            what = what_was_done(change, told)[:120]
            trail.append(connection, now, by, what, number, new_version, **told, **done)
            case = load_case(connection, number)
            outbox.put(connection, now, events.changed(case, change, told, done, ended.gone))
            return case

    def answer(self, number: int, offer: int, outcome: Outcome, *, by: str, version: int | None = None) -> Case:
        """Record what became of an offer."""
        return self._on_offer(number, offer, {"outcome": str(outcome)}, Event.OFFER_ANSWERED, by, version)

    def approve(self, number: int, offer: int, *, by: str, version: int | None = None) -> Case:
        """Record who allowed an offer's amount; whether he may is for the caller to know."""
        return self._on_offer(number, offer, {"approved_by": by}, Event.OFFER_APPROVED, by, version)

    def history(self, number: int) -> tuple[Offer, ...]:
        """Return the offers of a case's order, in all its cases, as the planner takes them.

        What is only proposed is not among them: the buyer does not know of it.
        """
        return self.dealings_of(number).history

    def dealings_of(self, number: int) -> Dealings:
        """Return what was offered in a case and in the others about its order. Raises NotFiledError."""
        with self._database.reading() as connection:
            case = find_case(connection, number)
            currency = case.order.get("currency")
            return dealings(connection, case.order_number, case.platform, case.shop, currency, number, self._zone)

    def dealings(
        self,
        order_number: str | None,
        platform: str | None = None,
        shop: str | None = None,
        currency: str | None = None,
        case: int | None = None,
    ) -> Dealings:
        """Return what was offered about an order, in its currency; in `case` too, which is none of the others."""
        with self._database.reading() as connection:
            return dealings(connection, order_number, platform, shop, currency, case, self._zone)

    def of_order(self, order_number: str, platform: str | None = None, shop: str | None = None) -> tuple[int, ...]:
        """Return the cases about an order, the newest first; the same number on another platform is another order."""
        with self._database.reading() as connection:
            return cases_of(connection, order_number, platform, shop)

    def made_and_proposed(self, case: Case) -> tuple[tuple[Offered, ...], tuple[Offered, ...]]:
        """Return which offers a case's buyer knows of, and which are only proposed."""
        with self._database.reading() as connection:
            return made_and_proposed(case.offers, trail.deeds(connection, case.number))

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
            if values.get("outcome") in AGREED:
                _require_left(connection, before, offer, self._zone)
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


def claim(connection: Connection, number: int, version: int | None) -> sa.Row[Any]:
    """Return a case's row, held until the transaction ends. Raises NotFiledError, ConflictError.

    The trail's lock comes first, as it does for whoever changes several cases.
    """
    trail.lock(connection)
    row = find_case(connection, number, to_change=True)
    if version is not None and version != row.version:
        raise ConflictError(load_case(connection, number), trail.deeds(connection, number, version))
    return row


def _settled(connection: Connection, before: sa.Row[Any], change: Change, zone: tzinfo | None) -> Settled:
    """Return what the ending, if there is one, makes of the offers that the buyer knows of.

    Raises OtherCurrencyError, AboveLeftError.
    """
    if change.ending is None:
        return Settled()
    order = change.basis.order if change.basis else Order.model_validate(before.order)
    done = trail.deeds(connection, before.id)
    made, _ = made_and_proposed(load_offers(connection, before.id), done)
    require_possible(change.ending, order, _elsewhere(connection, before, order, zone), made)
    added = frozenset(
        offer["offer"] for deed in done if ENDED in deed.what.split(", ") for offer in deed.details.get("offers", ())
    )
    taken = frozenset(
        answer["offer"]
        for deed in done
        if ENDED in deed.what.split(", ")
        for answer in deed.details.get("answered", ())
        if answer["outcome"] == Outcome.ACCEPTED
    )
    return settled(change.ending, ending_of(before), made, order.price, added, taken)


def _require_left(connection: Connection, before: sa.Row[Any], number: int, zone: tzinfo | None) -> None:
    """Raise AboveLeftError where more would be agreed on than the order cost."""
    order, here = Order.model_validate(before.order), load_offers(connection, before.id)
    elsewhere = _elsewhere(connection, before, order, zone)
    for one in here:
        if one.number == number:
            require_left(one, order, [*elsewhere, *(other for other in here if other is not one)])


def _elsewhere(connection: Connection, before: sa.Row[Any], order: Order, zone: tzinfo | None) -> tuple[Offer, ...]:
    """Return what was offered in the order's other cases."""
    if not before.order_number:
        return ()
    others = cases_of(connection, before.order_number, before.platform, before.shop)
    return history_of(connection, [one for one in others if one != before.id], order.currency, zone)


def _answer(connection: Connection, ended: Settled) -> dict[str, Any]:
    """Write what became of offers; return what the trail says of it."""
    for number, outcome in ended.answered.items():
        connection.execute(offers.update().where(offers.c.id == number), {"outcome": str(outcome)})
    gone = [one.number for one in ended.gone]
    connection.execute(offers.delete().where(offers.c.id.in_(gone)))
    told = [{"offer": number, "outcome": str(outcome)} for number, outcome in ended.answered.items()]
    return {**({"answered": told} if told else {}), **({"withdrawn": gone} if gone else {})}


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
            "entry": identity, "kind": str(entry.kind), "at": moment(values["at"]), "seal": seal(salt, values["text"]),
            "subject": seal_of_subject(salt, values["subject"]),
        })  # fmt: skip
    for offer in made:
        values = {
            **offer.model_dump(exclude={"number", "on"}), "remedy": str(offer.remedy), "outcome": str(offer.outcome),
            "case_id": number, "made_on": offer.on, "currency": storable(offer.currency),
        }  # fmt: skip
        identity = connection.execute(offers.insert().returning(offers.c.id), values).scalar_one()
        amount = None if offer.amount is None else f"{offer.amount:f} {values['currency']}"
        told.setdefault("offers", []).append({
            "offer": identity, "remedy": str(offer.remedy), "amount": amount, "outcome": str(offer.outcome),
            "approval": offer.needs_approval, "approved_by": storable(offer.approved_by),
        })  # fmt: skip
    if any(entry.kind is Kind.REPLY for entry in thread):
        told["carried"] = [*carried, *(one["offer"] for one in told.get("offers", ()))]
    return told


def _write_skus(connection: Connection, number: int, order: Order) -> None:
    connection.execute(skus.delete().where(skus.c.case_id == number))
    names = dict.fromkeys(storable(item.sku) for item in order.items if item.sku)
    if names:
        connection.execute(skus.insert(), [{"case_id": number, "sku": name} for name in names])
