"""`assistant clocks`: every deadline of many orders, the most urgent first, on the screen and as a calendar."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import common, make_assistant, print_json, reports_errors
from assistant.cli.outputs import require_apart
from assistant.cli.staff import shop_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.bootstrap import Assistant
    from assistant.model import Clock, Offer

URGENT_DAYS = 2


@click.command("clocks")
@click.argument("cases", metavar="ORDERS", type=click.Path(path_type=Path))
@click.option("--within", type=click.IntRange(0), metavar="DAYS", help="Only deadlines within so many days.")
@click.option("--ics", type=click.Path(path_type=Path), help="Also write the deadlines as a calendar file.")
@common
@reports_errors
def command(
    cases: Path,
    within: int | None,
    ics: Path | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """List the deadlines of all orders in ORDERS, an order table (.csv, .xlsx, .jsonl, .parquet) or a batch file.

    The most urgent come first: those that were missed although silence pays, those that are due next, and of one day
    the ones at which silence costs most.
    """
    from assistant.cli.cases import CaseFile

    if ics is not None:
        require_apart((ics,), (cases, shop_file(shop)), "--ics")
    assistant = make_assistant(shop, today, staff_language)
    file = CaseFile(cases, assistant, tables=True)
    found = [
        (case.order.number or case.identity, case.key, clock)
        for case in file
        for clock in _shown(assistant.clocks(case.order, case.history, case.reason, case.platform), case.history)
        if within is None or clock.days_left <= within
    ]
    found.sort(key=lambda one: (one[2].due, _stake(one[2]), one[0], one[2].clock))
    if ics is not None:
        from assistant.cli.ics import write_calendar

        write_calendar(ics, found, assistant.word, assistant.today)
    if as_json:
        print_json({"clocks": [{"order": order, **assistant.clock_json(clock)} for order, _, clock in found]})
    else:
        _print([(order, clock) for order, _, clock in found], assistant)
    file.end()


def _shown(clocks: Sequence[Clock], history: Sequence[Offer]) -> list[Clock]:
    from assistant.deciding.clocks import missed

    late = missed(clocks, history)
    return [clock for clock in clocks if clock.days_left >= 0 or clock in late]


def _stake(clock: Clock) -> tuple[int, Decimal]:
    """Return what silence costs, roughly in dollars, so that what costs most sorts first; unknown worth comes after."""
    from assistant.archive.urgency import dollars

    costs = clock.silence_costs
    if costs is None:
        return 2, Decimal(0)
    worth = dollars().get(costs.currency)
    return (1, -costs.amount) if worth is None else (0, -costs.amount * worth)


def _print(found: list[tuple[str, Clock]], assistant: Assistant) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from assistant.model import Line
    from assistant.money import written

    def _say(msgid: str) -> str:
        return assistant.word(Line(msgid=msgid))

    table = Table(box=SIMPLE_HEAD)
    table.add_column(_say("until"), no_wrap=True)
    table.add_column(_say("order"), no_wrap=True)
    table.add_column(_say("what"), overflow="fold")
    table.add_column(_say("silence costs"), justify="right")
    for order, clock in found:
        costs = clock.silence_costs
        cell = written(costs.amount, costs.currency) if costs else ""
        style = "red" if clock.days_left <= URGENT_DAYS else None
        table.add_row(clock.due.isoformat(), order, assistant.word(clock.what), cell, style=style)
    Console(highlight=False).print(table)
