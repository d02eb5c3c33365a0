"""Cases on the screen: the worklist, one case with its thread, the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.archive import Kind
from assistant.deciding.labels import REASONS, REMEDIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from assistant.archive import Case, Deed, Page
    from assistant.archive.numbers import Figures
    from assistant.bootstrap import Assistant

COLOURS = ("", "red", "dark_orange", "green", "blue", "magenta")
SHOWN_OF_EACH = 10


def print_page(page: Page, assistant: Assistant) -> None:
    """Print the worklist, the most urgent first."""
    table = Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1, 0, 0), pad_edge=False)
    for head in ("case", "state", "due", "at risk"):
        table.add_column(head, justify="right" if head in {"case", "at risk"} else "left", no_wrap=True)
    table.add_column("what", ratio=1, no_wrap=True, overflow="ellipsis")
    for row in page.rows:
        number = Text(f"● {row.number}" if row.label else str(row.number), style=COLOURS[row.label])
        reason = assistant.word(REASONS[row.reason]) if row.reason else None
        buyer = " ".join(part for part in (row.buyer, row.country) if part)
        known = " · ".join(part for part in (reason, row.order_number, buyer, row.assigned_to) if part)
        what = Text(known, style="bold").append("\n").append(row.first_words, style="dim")
        table.add_row(number, str(row.state), _moment(row.due), _money(row.at_risk, row.currency), what)
    console = Console(highlight=False)
    console.print(table)
    if page.after:
        console.print(Text(f"More: --after {page.after}", style="dim"))


def print_case(case: Case, deeds: Sequence[Deed], assistant: Assistant) -> None:
    """Print a case with thread, offers, files and what was done."""
    console = Console(highlight=False)
    console.print(Text.assemble((f"Case {case.number}", "bold"), f"  version {case.version}"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _facts(case, assistant):
        grid.add_row(label, Text(value))
    console.print(grid)
    for entry in case.entries:
        style = {Kind.MESSAGE: "bold", Kind.REPLY: "bold green", Kind.NOTE: "bold yellow"}[entry.kind]
        head = " · ".join(part for part in (_moment(entry.at), str(entry.kind), entry.by, entry.channel) if part)
        console.print()
        console.print(Text(head, style=style))
        if entry.subject:
            console.print(Text(entry.subject, style="italic"))
        console.print(Text(entry.text))
    if deeds:
        console.print()
    for deed in deeds:
        console.print(Text(f"{_moment(deed.at)}  {deed.who}: {deed.what}", style="dim"))


def print_figures(figures: Figures, assistant: Assistant) -> None:
    """Print the numbers, of each kind the largest."""
    console = Console(highlight=False)
    console.print(Text(f"{figures.cases} cases from {figures.since} to {figures.until}", style="bold"))
    names = {str(reason): assistant.word(line) for reason, line in REASONS.items()}
    for title in ("by_reason", "by_sku", "by_country", "by_week"):
        table = Table(box=SIMPLE_HEAD)
        table.add_column(title.replace("_", " "))
        table.add_column("cases", justify="right")
        counts = getattr(figures, title)
        for one in counts[-SHOWN_OF_EACH:] if title == "by_week" else counts[:SHOWN_OF_EACH]:
            table.add_row(Text(names.get(one.key or "", one.key or "unknown")), str(one.cases))
        if counts:
            console.print(table)
    for spent in figures.spent:
        console.print(Text(f"{spent.remedy}: {_money(spent.amount, spent.currency)} in {spent.times}"))
    share = figures.offers
    if share.accepted_share is not None:
        console.print(Text(f"offers accepted: {share.accepted_share:.1%} of {share.accepted + share.refused} answered"))
    if figures.median_hours_to_reply is not None:
        console.print(Text(f"median time to reply: {figures.median_hours_to_reply} hours in {figures.replied} cases"))


def _facts(case: Case, assistant: Assistant) -> list[tuple[str, str]]:
    ending = case.ending and f"{case.ending.result} {_money(case.ending.amount, case.ending.currency)}".strip()
    rows = [
        ("state", str(case.state)),
        ("label", case.label.name.lower() if case.label else ""),
        ("assigned to", case.assigned_to or ""),
        ("reason", assistant.word(REASONS[case.reason]) if case.reason else ""),
        ("order", case.order_number or ""),
        ("buyer", " ".join(part for part in (case.buyer, case.country) if part)),
        ("sku", ", ".join(case.skus)),
        ("at risk", _money(case.at_risk, case.currency)),
        ("due", _moment(case.due)),
        ("outcome", ending or ""),
        ("redacted", _moment(case.redacted_at)),
    ]
    for offer in case.offers:
        allowed = f", allowed by {offer.approved_by}" if offer.approved_by else ""
        needed = ", not allowed yet" if offer.needs_approval and not offer.approved_by else ""
        name, amount = assistant.word(REMEDIES[offer.remedy]), _money(offer.amount, offer.currency)
        what = f"{offer.number}  {name} {amount}".rstrip()
        rows.append(("offer", f"{what}  {offer.outcome} {offer.on}{allowed}{needed}"))
    rows += [("file", f"{file.name}  {file.size:,} bytes  {file.sha256[:12]}…") for file in case.files]
    return [row for row in rows if row[1]]


def _moment(at: datetime | None) -> str:
    """Return a moment as a clock on the wall here shows it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def _money(amount: Decimal | None, currency: str | None) -> str:
    return "" if amount is None else f"{amount:f} {currency or ''}".strip()
