"""`assistant webhooks`: which other systems are told what happens in the archive, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.case_words import NUMBER, tell
from assistant.cli.names import DELIVERIES, named
from assistant.cli.options import FAILED, common, print_json, reports_errors
from assistant.cli.staff import say, wording
from assistant.cli.usage import WrongUsageError
from assistant.lines import Line, as_line, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.archive import Delivery, Event, Webhook

BY_DESK = Line(msgid="the running desk sends it, or 'assistant webhooks send'")


@click.group("webhooks")
def command() -> None:
    """Tell other systems what happens in the archive; nothing is sent before one is added."""


@command.command("add")
@click.argument("url")
@click.option("--events", metavar="E,E", help="Only these events, such as case.opened,outcome.recorded (default: all).")
@click.option("--with-order-number", is_flag=True, help="Also tell the order's number.")
@click.option("--with-messages", is_flag=True, help="Also tell what the buyer wrote and what was answered.")
@click.option("--insecure", is_flag=True, help="Allow plain http, which others can read on the way.")
@click.option("--private", is_flag=True, help="Allow addresses of your own network.")
@common
@reports_errors
def add(
    url: str,
    *,
    events: str | None,
    with_order_number: bool,
    with_messages: bool,
    insecure: bool,
    private: bool,
    as_json: bool,
    **_common: Any,
) -> None:
    """Add a subscription and print its secret, with which each delivery is signed; it is shown this once.

    Without more options a delivery holds no word of the buyer and no order number.
    """
    from assistant.archive import Subscription
    from assistant.cli.archived import open_archive, who
    from assistant.webhooks.address import parse_address

    parse_address(url, insecure=insecure, private=private)
    wanted = Subscription(
        url=url,
        events=_events(events),
        with_order_number=with_order_number,
        with_messages=with_messages,
        insecure=insecure,
        private=private,
    )
    with open_archive() as archive:
        webhook, secret = archive.webhooks.add(wanted, by=who())
    if as_json:
        print_json({"webhook": webhook.model_dump(mode="json"), "secret": secret})
    else:
        click.echo(secret)
    slots = (("number", webhook.number), ("sent", BY_DESK))
    say(Line(msgid="Webhook %(number)s: keep its secret now, it is not shown again; %(sent)s.", slots=slots))


@command.command("list")
@common
@reports_errors
def list_webhooks(as_json: bool, **_common: Any) -> None:  # noqa: FBT001 - click passes flags so
    """List the subscriptions, without their secrets."""
    from assistant.cli.archived import open_archive

    with open_archive() as archive:
        webhooks = archive.webhooks.all()
    if as_json:
        print_json({"webhooks": [one.model_dump(mode="json") for one in webhooks]})
        return
    word = wording()
    for one in webhooks:
        told = word(as_line(listed(_told(one))))
        click.echo("\t".join((str(one.number), one.url, ",".join(one.events), told)))


@command.command("remove")
@NUMBER
@common
@reports_errors
def remove(number: int, **common_options: Any) -> None:
    """End a subscription, with its secret and all its deliveries."""
    from assistant.cli.archived import open_archive, who

    with open_archive() as archive:
        archive.webhooks.remove(number, by=who())
    tell(common_options, Line(msgid="Webhook %(number)s is removed.", slots=(("number", number),)), webhook=number)


@command.command("enable")
@NUMBER
@common
@reports_errors
def enable(number: int, **common_options: Any) -> None:
    """Switch a subscription on again that its receiver has ended with 410."""
    from assistant.cli.archived import open_archive, who

    with open_archive() as archive:
        archive.webhooks.enable(number, by=who())
    tell(common_options, Line(msgid="Webhook %(number)s is switched on.", slots=(("number", number),)), webhook=number)


@command.command("test")
@NUMBER
@common
@reports_errors
def test(number: int, **common_options: Any) -> None:
    """Send webhook.test now, once, and say what was answered; exits with 1 where it was not taken."""
    from assistant.cli.archived import open_archive
    from assistant.webhooks.trial import try_out

    with open_archive() as archive:
        answer = try_out(archive, number)
    slots = (("number", number), ("answer", answer.said))
    tell(
        common_options,
        Line(msgid="Webhook %(number)s took the test (%(answer)s).", slots=slots),
        webhook=number,
        status=answer.status,
    )


@command.command("deliveries")
@click.option("--failed", is_flag=True, help="Only what was not taken so far, or is given up.")
@click.option("--webhook", type=click.IntRange(1), metavar="N", help="Only those of one subscription.")
@click.option("--before", type=click.IntRange(1), metavar="N", help="Go on below the last number of the list before.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many.")
@common
@reports_errors
def deliveries(
    *, failed: bool, webhook: int | None, before: int | None, limit: int, as_json: bool, **_common: Any
) -> None:
    """List what was sent or still waits, the newest first; it is forgotten 30 days after its end."""
    from assistant.cli.archived import open_archive

    with open_archive() as archive:
        found = archive.outbox.page(failed=failed, webhook=webhook, before=before, limit=limit)
    if as_json:
        print_json({"deliveries": [one.model_dump(mode="json") for one in found]})
        return
    word = wording()
    for one in found:
        receiver = word(Line(msgid="webhook %(number)s", slots=(("number", one.webhook),)))
        case = word(Line(msgid="case %(number)s", slots=(("number", one.case),))) if one.case else ""
        click.echo("\t".join((str(one.number), receiver, one.event, case, word(_became(one)))))


@command.command("resend")
@click.argument("numbers", type=click.IntRange(1), nargs=-1)
@click.option("--given-up", is_flag=True, help="Everything that was given up.")
@common
@reports_errors
def resend(numbers: tuple[int, ...], given_up: bool, **common_options: Any) -> None:  # noqa: FBT001 - the same
    """Put deliveries in line again, by the numbers of 'deliveries', with all their tries and the same id."""
    from assistant.cli.archived import open_archive

    if bool(numbers) == given_up:
        raise WrongUsageError(Line(msgid="Name the deliveries by their numbers, or pass --given-up."))
    with open_archive() as archive:
        for number in numbers:
            archive.outbox.resend(number)
        count = archive.outbox.resend_given_up() if given_up else len(numbers)
    slots = (("count", count), ("sent", BY_DESK))
    tell(common_options, Line(msgid="%(count)s deliveries wait again: %(sent)s.", slots=slots), waiting=count)


@command.command("send")
@common
@reports_errors
def send(**common_options: Any) -> None:
    """Send everything that is due now, once, where no desk runs; exits with 1 where something was not taken."""
    from assistant.archive import Stage
    from assistant.cli.archived import open_archive
    from assistant.webhooks.worker import Worker

    with open_archive() as archive:
        answers = Worker(archive).send_due()
        waiting = archive.outbox.count(Stage.WAITING)
    taken = sum(answer.is_taken for answer in answers)
    failed = len(answers) - taken
    slots = (("taken", taken), ("failed", failed), ("waiting", waiting))
    said = Line(msgid="%(taken)s deliveries were taken, %(failed)s were not; %(waiting)s wait.", slots=slots)
    tell(common_options, said, taken=taken, failed=failed, waiting=waiting)
    if failed:
        raise SystemExit(FAILED)


def _events(given: str | None) -> tuple[Event, ...]:
    """Return the events of an option. Raises UnknownValueError."""
    from assistant.archive import Event
    from assistant.errors import UnknownValueError

    known = [event for event in Event if event is not Event.WEBHOOK_TEST]
    names = known if given is None else [name.strip() for name in given.split(",") if name.strip()]
    for name in names or [""]:
        if name not in known:
            raise UnknownValueError(Line(msgid="event"), name, map(str, known))
    return tuple(dict.fromkeys(map(Event, names)))


def _told(webhook: Webhook) -> Iterator[Line]:
    if webhook.with_order_number:
        yield Line(msgid="with order number")
    if webhook.with_messages:
        yield Line(msgid="with messages")
    yield Line(msgid="switched off") if webhook.switched_off_at else Line(msgid="on")


def _became(delivery: Delivery) -> Line:
    from assistant.archive.outbox import SWITCHED_OFF
    from assistant.webhooks.sending import SAID

    slots = (("stage", DELIVERIES[delivery.stage]), ("tries", delivery.tries))
    if not delivery.failure:
        return Line(msgid="%(stage)s after %(tries)s tries", slots=slots)
    why = named(delivery.failure, {**SAID, SWITCHED_OFF: Line(msgid="the webhook is switched off")})
    return Line(msgid="%(stage)s after %(tries)s tries (%(why)s)", slots=(*slots, ("why", why)))
