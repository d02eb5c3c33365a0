"""`assistant case add|note|set|attach|outcome`: filing a case and working on it without the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.case_words import ANSWERS, COLOURS, NUMBER, RESULTS, STATES, agreement, tell, told_amount
from assistant.cli.names import ENDINGS
from assistant.cli.options import (
    common,
    facts,
    make_assistant,
    parse_day,
    parse_settings,
    print_json,
    read_json,
    reports_errors,
    text_of,
)
from assistant.cli.staff import say, shop_file
from assistant.cli.usage import WrongUsageError
from assistant.errors import EmptyTextError, FileError, NotADateError
from assistant.lines import Line

if TYPE_CHECKING:
    from datetime import tzinfo


@click.command("add")
@click.argument("text", required=False)
@facts
@click.option("--reply", "reply_file", type=click.Path(path_type=Path), help="What 'reply --json' printed for it.")
@click.option("--sent", is_flag=True, help="The draft was sent, and what it offers was offered.")
@click.option("--received", metavar="TIME", help="When it came, like 2026-10-01T08:30 (default: now).")
@click.option("--channel", metavar="C", help="How it came: letter, chat, note, email or review.")
@click.option("--assign", "assigned_to", metavar="NAME", help="Who takes it.")
@common
@reports_errors
def add(  # noqa: PLR0913, PLR0917 - one parameter an option
    text: str | None,
    order: Path | None,
    history: Path | None,
    settings: tuple[str, ...],
    reply_file: Path | None,
    sent: bool,  # noqa: FBT001 - click passes flags so
    received: str | None,
    channel: str | None,
    assigned_to: str | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """File a case and print its number. TEXT is the message, or - for standard input.

    With --reply the reading, plan and draft that you have are filed; without, the message is read now.
    """
    from assistant import answers
    from assistant.archive import Entry, Kind
    from assistant.cli.archived import moment_on, new_case, open_archive, read_reply, who
    from assistant.deciding.earlier import earlier_line

    assistant = make_assistant(shop, today, staff_language)
    zone = assistant.shop.shop.zone
    at = moment_on(today, zone)
    came = _moment(received, at, zone) if received else at
    message = Entry(kind=Kind.MESSAGE, text=_words(text), channel=channel, at=came)
    pairs, facts_of_order = parse_settings(settings), read_json(order)
    record: dict[str, Any] = {
        "text": message.text,
        "order": facts_of_order,
        "history": read_json(history),
        "settings": pairs,
    }
    if channel:
        record["channel"] = channel
    record["where"] = (str(order or "order"), str(history or "history"))
    given = read_reply(read_json(reply_file), str(reply_file)) if reply_file else None
    known = assistant.parse_order(facts_of_order, pairs, str(order or "order"))
    with open_archive(zone) as archive:
        record = answers.remembered(record, assistant, archive)
        reply = given or answers.reply_record(record, assistant)
        made = new_case(message, known, reply, assistant, is_sent=sent, sent_at=at)
        case = archive.cases.file(made.model_copy(update={"assigned_to": assigned_to}), by=who())
    earlier: tuple[int, ...] = record.get("earlier", ())
    if as_json:
        print_json({"case": case.number, "version": case.version} | ({"earlier": list(earlier)} if earlier else {}))
    else:
        click.echo(case.number)
    if earlier:
        say(earlier_line(earlier))


@click.command("note")
@NUMBER
@click.argument("text", required=False)
@click.option("--message", "is_message", is_flag=True, help="The buyer wrote this; the case is open again.")
@click.option("--reply", "is_reply", is_flag=True, help="You sent this to the buyer.")
@common
@reports_errors
def note(number: int, text: str | None, is_message: bool, is_reply: bool, **common_options: Any) -> None:  # noqa: FBT001 - click passes flags so
    """Add a note for colleagues to a case, or a message or reply to its thread. TEXT may be - for standard input."""
    from assistant.archive import Change, Entry, Kind
    from assistant.archive.urgency import reply_by
    from assistant.cli.archived import moment_on, open_archive, who
    from assistant.config import load_shop

    if is_message and is_reply:
        raise WrongUsageError(Line(msgid="--message and --reply do not go together: who wrote it?"))
    kind = Kind.MESSAGE if is_message else Kind.REPLY if is_reply else Kind.NOTE
    shop = load_shop(shop_file(common_options["shop"]))
    zone, hours = shop.shop.zone, shop.reply_within_hours
    entry = Entry(kind=kind, text=_words(text), at=moment_on(common_options["today"], zone))
    with open_archive(zone) as archive:
        since = entry.at or archive.now()
        due = reply_by(archive.cases.get(number).entries, since, hours) if is_message else None
        case = archive.cases.change(number, Change(entries=(entry,), reply_by=due), by=who())
    tell(
        common_options,
        Line(msgid="Added to case %(number)s.", slots=(("number", number),)),
        case=number,
        version=case.version,
    )


@click.command("set")
@NUMBER
@click.option("--state", type=click.Choice(STATES), help="Where the work stands.")
@click.option("--until", metavar="YYYY-MM-DD", help="When a snoozed case is open again.")
@click.option("--label", type=click.Choice(COLOURS), help="One of the six colours.")
@click.option("--assign", metavar="NAME", help="Who takes it; empty takes it from everybody.")
@click.option("--offer", type=click.IntRange(1), metavar="N", help="The number of an offer, for --answer.")
@click.option("--answer", type=click.Choice(ANSWERS), help="What became of that offer.")
@common
@reports_errors
def set_case(
    number: int,
    state: str | None,
    until: str | None,
    label: str | None,
    assign: str | None,
    offer: int | None,
    answer: str | None,
    **common_options: Any,
) -> None:
    """Change a case's state, label or owner, or record what became of an offer."""
    from assistant.archive import Change
    from assistant.archive.days import begin_of
    from assistant.cli.archived import open_archive, who, zone_of
    from assistant.model import Outcome

    if (offer is None) != (answer is None):
        raise WrongUsageError(Line(msgid="--offer and --answer go together: which offer, and what became of it."))
    if (state == "snoozed") != (until is not None):
        raise WrongUsageError(Line(msgid="--state snoozed and --until go together: name the day when it comes back."))
    if offer is None and all(value is None for value in (state, label, assign)):
        raise WrongUsageError(
            Line(msgid="Nothing to change: pass --state, --label, --assign, or --offer and --answer.")
        )
    zone = zone_of(common_options["shop"])
    given = {
        "state": state,
        "snoozed_until": until and _yet_to_come(begin_of(parse_day("--until", until), zone), until),
        "label": None if label is None else COLOURS.index(label),
        "assigned_to": assign,
    }
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if assign == "":
        values["assigned_to"] = None
    with open_archive(zone) as archive, archive.together():
        case = archive.cases.get(number)
        if values:
            case = archive.cases.change(number, Change.model_validate(values), by=who())
        if offer is not None and answer is not None:
            case = archive.cases.answer(number, offer, Outcome(answer), by=who())
    tell(
        common_options,
        Line(msgid="Case %(number)s is changed.", slots=(("number", number),)),
        case=number,
        version=case.version,
    )


def _yet_to_come(moment: datetime, day: str) -> datetime:
    """Return it. Raises WrongUsageError for one at which the case would be open at once, or be forgotten."""
    from assistant.archive import MOST_SNOOZED
    from assistant.archive.archive import utc_now

    now = utc_now()
    if moment <= now:
        raise WrongUsageError(Line(msgid="--until %(day)s has begun already: name a later day.", slots=(("day", day),)))
    if moment > now + MOST_SNOOZED:
        slots = (("day", day), ("days", MOST_SNOOZED.days))
        raise WrongUsageError(
            Line(msgid="--until %(day)s is more than %(days)s days away: name an earlier day.", slots=slots)
        )
    return moment


@click.command("attach")
@NUMBER
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
@reports_errors
def attach(number: int, files: tuple[Path, ...], **common_options: Any) -> None:
    """File pictures, videos, PDF or text with a case."""
    from assistant.cli.archived import open_archive, who

    contents = [(path.name, _content(path)) for path in files]
    with open_archive() as archive, archive.together():
        case = archive.cases.get(number)
        for name, data in contents:
            case = archive.files.attach(number, name, data, by=who())
    filed = [file.model_dump(mode="json") for file in case.files]
    said = Line(msgid="Files of case %(number)s: %(count)s.", slots=(("number", number), ("count", len(filed))))
    tell(common_options, said, case=number, version=case.version, files=filed)


@click.command("outcome")
@NUMBER
@click.argument("result", type=click.Choice(RESULTS))
@click.option("--amount", metavar='"8.40 USD"', help="What it cost, with its currency.")
@common
@reports_errors
def outcome(number: int, result: str, amount: str | None, **common_options: Any) -> None:
    """Record how a case ended; it is resolved by that.

    An amount that was accepted is agreed from then on; one with a lost or won dispute is what the platform took.
    """
    from assistant.archive import Change, Ending, Result
    from assistant.cli.archived import moment_on, open_archive, who, zone_of

    value, currency = told_amount(amount) if amount else (None, None)
    zone = zone_of(common_options["shop"])
    at = moment_on(common_options["today"], zone)
    ending = Ending(result=Result(result), amount=value, currency=currency, at=at)
    with open_archive(zone) as archive:
        case = archive.cases.change(number, Change(ending=ending), by=who())
    said = Line(msgid="Case %(number)s: %(result)s.", slots=(("number", number), ("result", ENDINGS[result])))
    tell(common_options, said, case=number, version=case.version)
    if result == "accepted":
        for line in agreement(case):
            say(line)


def _content(path: Path) -> bytes:
    """Return a file's content, or so much of it that it is seen to be too large. Raises FileError."""
    from assistant.archive.files import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise FileError.unreadable(path, error.strerror, Line(msgid="check the path")) from None


def _words(argument: str | None) -> str:
    """Return the text to file. Raises EmptyTextError: an empty message or note says nothing to anybody."""
    text = text_of(argument)
    if not text.strip():
        raise EmptyTextError
    return text


def _moment(text: str, now: datetime | None, zone: tzinfo | None) -> datetime:
    """Return a moment; without an offset it is that of a clock where the staff are.

    Raises NotADateError, WrongUsageError: what is said to come on a later day would be the last to be answered.
    """
    try:
        read = datetime.fromisoformat(text)
        at = read.replace(tzinfo=read.tzinfo or zone).astimezone()
    except ValueError:
        raise NotADateError("--received", text) from None
    if at > (now or datetime.now(UTC)) + timedelta(days=1):
        slots = (("time", text),)
        raise WrongUsageError(
            Line(msgid="--received %(time)s is still to come: write when the message came.", slots=slots)
        )
    return at


COMMANDS = (add, note, set_case, attach, outcome)
