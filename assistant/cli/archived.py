"""The archive on the command line: where it is, who works with it, and what a case gives to the next plan."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.answers import with_dealings
from assistant.archive import NO_OFFER, Archive, Basis, Entry, Kind, NewCase, Offered, State
from assistant.archive.archive import utc_now
from assistant.archive.shapes import require_reply
from assistant.cli.options import parse_today
from assistant.cli.staff import shop_file
from assistant.config import load_shop
from assistant.errors import DataError, Problem
from assistant.lines import Line
from assistant.model import Channel
from assistant.resources import archive_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, tzinfo
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.model import Order


def open_archive(zone: tzinfo | None = None, now: Callable[[], datetime] = utc_now) -> Archive:
    """Return the user's archive: DATABASE_URL, or a file in his data folder. Raises DatabaseError.

    Days are those of the zone, without one the machine's; what counts days passes the shop's. Only what reads may be
    given another clock: the trail keeps the machine's.
    """
    return Archive(archive_url(), now, zone)


def zone_of(shop: Path | None) -> tzinfo | None:
    """Return the zone of the shop in which a command counts days, by its --shop; None is the machine's.

    Raises FileError or DataError.
    """
    return load_shop(shop_file(shop)).shop.zone


def moment_on(today: str | None, zone: tzinfo | None) -> datetime | None:
    """Return the moment of something that happens on the day of --today, at this time of day; None is now."""
    if today is None:
        return None
    at = datetime.combine(parse_today(today), datetime.now(UTC).astimezone(zone).time(), zone)
    return at if zone else at.astimezone()


def who() -> str:
    """Return under which name the trail knows whoever works at this command line."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "command line"


def of_case(number: int, order: object, history: object, zone: tzinfo | None) -> dict[str, Any]:
    """Return order and history of a case for the planner, and the other cases about its order; what is given wins.

    Raises NotFiledError.
    """
    with open_archive(zone) as archive:
        case, dealings = archive.cases.get(number), archive.cases.dealings_of(number)
    known = case.order.model_dump(mode="json", exclude_defaults=True)
    return with_dealings({"order": known if order is None else order, "history": history}, dealings)


def read_reply(data: object, where: str) -> Mapping[str, Any]:
    """Return the JSON of `reply --json`. Raises DataError where it is none."""
    parts = ("reading", "plan", "draft")
    if not isinstance(data, dict) or not all(isinstance(data.get(part), dict) for part in parts):
        hint = Line(msgid="pass what 'assistant reply --json' prints")
        raise DataError([Problem(where, Line(msgid="this is no reply with reading, plan and draft"), hint)])
    require_reply(data)
    return data


def new_case(
    message: Entry,
    order: Order,
    reply: Mapping[str, Any],
    assistant: Assistant,
    *,
    is_sent: bool,
    sent_at: datetime | None = None,
) -> NewCase:
    """Return the case of a message; the draft was sent or not, and with it the options that it offers."""
    at = message.at or utc_now()
    thread = [message.model_copy(update={"locale": reply["reading"].get("locale"), "at": at})]
    made: tuple[Offered, ...] = ()
    if is_sent:
        thread.append(_sent(reply["draft"], sent_at))
        is_public = reply["draft"].get("channel") == Channel.REVIEW  # it offers nothing
        offered = [one for one in reply["plan"].get("options", ()) if one.get("offered") and not is_public]
        on = assistant.today if sent_at else None  # without --today it is the archive's day, in the shop's zone
        made = tuple(_offered(one, on) for one in offered if one.get("remedy") not in NO_OFFER)
    reply_by = at + timedelta(hours=assistant.shop.reply_within_hours)
    return NewCase(
        entries=tuple(thread),
        basis=Basis(order=order, reading=reply["reading"], plan=reply["plan"], reply_by=reply_by),
        offers=made,
        platform=order.platform or assistant.shop.shop.platform,
        shop=assistant.shop.shop.name,
        state=State.PENDING if is_sent else State.OPEN,
    )


def _sent(draft: Mapping[str, Any], at: datetime | None) -> Entry:
    return Entry(
        kind=Kind.REPLY,
        at=at,
        text=draft["body"],
        subject=draft.get("subject") or None,
        locale=draft.get("locale"),
        channel=draft.get("channel"),
        gloss=draft.get("gloss"),
        findings=tuple(draft.get("findings", ())),
    )


def _offered(option: Mapping[str, Any], on: date | None) -> Offered:
    values = {name: option.get(name) for name in ("remedy", "amount", "currency")}
    return Offered.model_validate({**values, "on": on, "needs_approval": bool(option.get("approval"))})
