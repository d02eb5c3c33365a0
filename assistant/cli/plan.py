"""`assistant plan`: what to offer for a reason given by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.answers import made_plan, plan_record, settings_of
from assistant.cli.options import (
    CASE,
    batch,
    common,
    facts,
    known_facts,
    make_assistant,
    parse_settings,
    print_json,
    reports_errors,
)
from assistant.cli.outputs import require_apart
from assistant.cli.staff import shop_file
from assistant.cli.usage import WrongUsageError
from assistant.lines import Line

if TYPE_CHECKING:
    from assistant.cli.batch import Batch


@click.command("plan")
@click.option("--reason", metavar="R", help="Why the buyer writes, such as late_delivery.")
@click.option("--risk", "risks", multiple=True, metavar="S", help="A risk signal, such as review_threat; repeatable.")
@click.option("--request", "requests", multiple=True, metavar="Q", help="What the buyer asks for, such as refund.")
@click.option("--platform", metavar="P", help="The platform (default: the order's, then the shop's).")
@click.option("--ics", type=click.Path(path_type=Path), help="Also write the deadlines as a calendar file.")
@facts
@CASE
@batch
@common
@reports_errors
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    reason: str | None,
    risks: tuple[str, ...],
    requests: tuple[str, ...],
    platform: str | None,
    ics: Path | None,
    case: int | None,
    order: Path | None,
    history: Path | None,
    settings: tuple[str, ...],
    many: Batch | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Recommend offers for a reason, with what they cost and by when."""
    if ics is not None:
        require_apart((ics,), (order, history, shop_file(shop)), "--ics")
    record = {
        **known_facts(order, history, case, shop),
        "reason": reason,
        "risks": list(risks),
        "requests": list(requests),
        "platform": platform,
        "settings": parse_settings(settings),
    }
    if many is not None:
        from assistant.cli.batch import run_batch
        from assistant.fields import PLAN

        run_batch(many, plan_record, PLAN, record)
        return
    assistant = make_assistant(shop, today, staff_language)
    if reason is None:
        raise WrongUsageError(
            Line(msgid="Missing option '--reason': name why the buyer writes, such as late_delivery.")
        )
    record["where"] = (str(order or "order"), str(history or "history"))
    plan = made_plan(record, assistant)
    if ics is not None:
        from assistant.caring import owner_of
        from assistant.cli.cases import identity_of
        from assistant.cli.ics import write_calendar

        about = assistant.parse_order(record["order"], settings_of(record), str(order or "order"))
        known_by = identity_of(about, owner_of(assistant.shop), platform or about.platform)
        deadlines = [(about.number, known_by, clock) for clock in plan.clocks]
        write_calendar(ics, deadlines, assistant.word, assistant.today)
    if as_json:
        print_json(assistant.plan_json(plan))
        return
    from assistant.cli.screen import Screen

    Screen(assistant).plan(plan)
