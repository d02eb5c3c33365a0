"""Cases on the screen: the worklist, one case with its thread, the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.archive import Kind, State
from assistant.archive.days import day_of
from assistant.archive.deeds import deeds_in_words
from assistant.cli.names import ENDINGS, LABELS, STATES, named
from assistant.deciding.labels import REASONS, REMEDIES
from assistant.desk.names import CHANNELS, KINDS, OUTCOMES
from assistant.lines import Line, as_line
from assistant.money import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo
    from decimal import Decimal

    from assistant.archive import Case, Deed, Page
    from assistant.archive.numbers import Figures
    from assistant.bootstrap import Assistant

HEADS = (Line(msgid="case"), Line(msgid="state"), Line(msgid="due"), Line(msgid="at risk"))
TITLES = {
    "by_reason": Line(msgid="by reason"),
    "by_sku": Line(msgid="by sku"),
    "by_country": Line(msgid="by country"),
    "by_week": Line(msgid="by week"),
}
COLOURS = ("", "red", "dark_orange", "green", "blue", "magenta")
SHOWN_OF_EACH = 10


def print_page(page: Page, assistant: Assistant) -> None:
    """Print the worklist, the most urgent first."""
    table = Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1, 0, 0), pad_edge=False)
    for head, side in zip(HEADS, ("right", "left", "left", "right"), strict=True):
        table.add_column(assistant.word(head), justify="right" if side == "right" else "left", no_wrap=True)
    table.add_column(assistant.word(Line(msgid="what")), ratio=1, no_wrap=True, overflow="ellipsis")
    for row in page.rows:
        number = Text(f"● {row.number}" if row.label else str(row.number), style=COLOURS[row.label])
        reason = assistant.word(REASONS[row.reason]) if row.reason else None
        buyer = " ".join(part for part in (row.buyer, row.country) if part)
        known = " · ".join(part for part in (reason, row.order_number, buyer, row.assigned_to) if part)
        what = Text(known, style="bold").append("\n").append(row.first_words, style="dim")
        state = assistant.word(STATES[row.state])
        table.add_row(
            number, state, _moment(row.due, assistant.shop.shop.zone), _money(row.at_risk, row.currency), what
        )
    console = Console(highlight=False)
    console.print(table)
    if page.after:
        more = Line(msgid="More: --after %(place)s", slots=(("place", page.after),))
        console.print(Text(assistant.word(more), style="dim"))


def print_case(case: Case, deeds: Sequence[Deed], assistant: Assistant) -> None:
    """Print a case with thread, offers, files and what was done."""
    console, zone = Console(highlight=False), assistant.shop.shop.zone
    head = assistant.word(Line(msgid="Case %(number)s", slots=(("number", case.number),)))
    version = assistant.word(Line(msgid="version %(version)s", slots=(("version", case.version),)))
    console.print(Text.assemble((head, "bold"), f"  {version}"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _facts(case, assistant):
        grid.add_row(assistant.word(label), Text(value))
    console.print(grid)
    for entry in case.entries:
        style = {Kind.MESSAGE: "bold", Kind.REPLY: "bold green", Kind.NOTE: "bold yellow"}[entry.kind]
        kind, channel = assistant.word(KINDS[entry.kind]), assistant.word(as_line(named(entry.channel or "", CHANNELS)))
        head = " · ".join(part for part in (_moment(entry.at, zone), kind, entry.by, channel) if part)
        console.print()
        console.print(Text(head, style=style))
        if entry.subject:
            console.print(Text(entry.subject, style="italic"))
        console.print(Text(entry.text))
    if deeds:
        console.print()
    for deed in deeds:
        slots = (("who", deed.who), ("what", deeds_in_words(deed.what)))
        said = assistant.word(Line(msgid="%(who)s: %(what)s", slots=slots))
        console.print(Text(f"{_moment(deed.at, zone)}  {said}", style="dim"))


def print_figures(figures: Figures, assistant: Assistant) -> None:
    """Print the numbers, of each kind the largest."""
    console = Console(highlight=False)
    word = assistant.word
    period = (("count", figures.cases), ("since", str(figures.since)), ("until", str(figures.until)))
    said = Line(msgid="%(count)s cases from %(since)s to %(until)s", slots=period)
    console.print(Text(word(said), style="bold"))
    names = {str(reason): assistant.word(line) for reason, line in REASONS.items()}
    for title, head in TITLES.items():
        table = Table(box=SIMPLE_HEAD)
        table.add_column(word(head))
        table.add_column(word(Line(msgid="cases")), justify="right")
        counts = getattr(figures, title)
        for one in counts[-SHOWN_OF_EACH:] if title == "by_week" else counts[:SHOWN_OF_EACH]:
            table.add_row(Text(names.get(one.key or "", one.key or word(Line(msgid="unknown")))), str(one.cases))
        if counts:
            console.print(table)
    for spent in figures.spent:
        paid = _money(spent.amount, spent.currency)
        slots = (("remedy", named(spent.remedy, {**REMEDIES, **ENDINGS})), ("sum", paid), ("times", spent.times))
        console.print(Text(word(Line(msgid="%(remedy)s: %(sum)s in %(times)s", slots=slots))))
    share = figures.offers
    if share.accepted_share is not None:
        parts = (("share", f"{share.accepted_share:.1%}"), ("count", share.accepted + share.refused))
        console.print(Text(word(Line(msgid="offers accepted: %(share)s of %(count)s answered", slots=parts))))
    if figures.median_hours_to_reply is not None:
        times = (("hours", str(figures.median_hours_to_reply)), ("count", figures.replied))
        console.print(Text(word(Line(msgid="median time to reply: %(hours)s hours in %(count)s cases", slots=times))))


def _facts(case: Case, assistant: Assistant) -> list[tuple[Line, str]]:
    word = assistant.word
    ending = case.ending and f"{word(ENDINGS[case.ending.result])} {_money(case.ending.amount, case.ending.currency)}"
    rows = [
        (Line(msgid="state"), word(_state(case, assistant.shop.shop.zone))),
        (Line(msgid="label"), word(LABELS[case.label.name.lower()]) if case.label else ""),
        (Line(msgid="assigned to"), case.assigned_to or ""),
        (Line(msgid="reason"), assistant.word(REASONS[case.reason]) if case.reason else ""),
        (Line(msgid="order"), case.order_number or ""),
        (Line(msgid="buyer"), " ".join(part for part in (case.buyer, case.country) if part)),
        (Line(msgid="sku"), ", ".join(case.skus)),
        (Line(msgid="at risk"), _money(case.at_risk, case.currency)),
        (Line(msgid="due"), _moment(case.due, assistant.shop.shop.zone)),
        (Line(msgid="outcome"), (ending or "").strip()),
        (Line(msgid="redacted"), _moment(case.redacted_at, assistant.shop.shop.zone)),
    ]
    for offer in case.offers:
        allowed = ""
        if offer.approved_by:
            allowed = assistant.word(Line(msgid=", allowed by %(who)s", slots=(("who", offer.approved_by),)))
        elif offer.needs_approval:
            allowed = assistant.word(Line(msgid=", not allowed yet"))
        name, amount = assistant.word(REMEDIES[offer.remedy]), _money(offer.amount, offer.currency)
        what = f"{offer.number}  {name} {amount}".rstrip()
        rows.append((Line(msgid="offer"), f"{what}  {offer.on} {word(OUTCOMES[offer.outcome])}{allowed}"))
    for file in case.files:
        size = word(Line(msgid="%(count)s bytes", slots=(("count", f"{file.size:,}"),)))
        rows.append((Line(msgid="file"), f"{file.name}  {size}  {file.sha256[:12]}…"))
    return [row for row in rows if row[1]]


def _state(case: Case, zone: tzinfo | None) -> Line:
    if case.state is not State.SNOOZED or case.snoozed_until is None:
        return STATES[case.state]
    return Line(msgid="snoozed until %(day)s", slots=(("day", str(day_of(case.snoozed_until, zone))),))


def _moment(at: datetime | None, zone: tzinfo | None) -> str:
    """Return a moment as a clock on the wall shows it where the staff are."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def _money(amount: Decimal | None, currency: str | None) -> str:
    if amount is None:
        return ""
    return written(amount, currency) if currency else f"{amount:f}"
