"""`assistant case list|show|history|numbers`: what is filed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.case_words import COLOURS, NUMBER, STATES
from assistant.cli.options import common, make_assistant, parse_day, print_json, reports_errors
from assistant.cli.usage import WrongUsageError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.archive import Case

PERIOD_DAYS = 90


@click.command("list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice([*STATES, "any"]), help="Default: open; repeatable."
)
@click.option("--label", type=click.Choice(COLOURS), help="One of the six colours.")
@click.option("--reason", metavar="R", help="Why the buyer writes, such as late_delivery.")
@click.option("--platform", metavar="P", help="The platform.")
@click.option("--assigned", "assigned_to", metavar="NAME", help="Whose cases.")
@click.option("--sku", metavar="SKU", help="Cases about this article.")
@click.option("--country", metavar="CC", help="The buyer's country, two letters.")
@click.option(
    "--text",
    metavar="TEXT",
    help="Words or their beginnings in messages, replies, notes, order and buyer; the end of a number too.",
)
@click.option("--after", metavar="PLACE", help="Go on where the list before ended.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many.")
@common
@reports_errors
def list_cases(  # noqa: PLR0913, PLR0917 - one parameter an option
    states: tuple[str, ...],
    label: str | None,
    reason: str | None,
    country: str | None,
    after: str | None,
    limit: int,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
    **filters: str | None,
) -> None:
    """List cases, the most urgent first: time left, and money at risk."""
    from assistant.archive import Label, State, Wanted
    from assistant.archive.archive import utc_now
    from assistant.cli.archived import moment_on, open_archive
    from assistant.places import places

    assistant = make_assistant(shop, today, staff_language)
    others: dict[str, Any] = filters
    wanted = Wanted(
        states=() if "any" in states else tuple(State(one) for one in states or ("open",)),
        label=None if label is None else Label(COLOURS.index(label)),
        reason=assistant.intake.reason(reason, filters["platform"]) if reason else None,
        country=(places().country(country) or country.upper()) if country else None,
        **others,
    )
    zone = assistant.shop.shop.zone
    moment = moment_on(today, zone)
    with open_archive(zone, utc_now if moment is None else lambda: moment) as archive:
        page = archive.worklist.page(wanted, after=after, limit=limit)
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    from assistant.cli.case_screen import print_page

    print_page(page, assistant)


@click.command("show")
@NUMBER
@common
@reports_errors
def show(number: int, shop: Path | None, today: str | None, staff_language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show a case: thread, offers, files, and who did what when."""
    from assistant.cli.archived import open_archive

    assistant = make_assistant(shop, today, staff_language)
    with open_archive() as archive:
        case, deeds = archive.cases.get(number), archive.trail.of_case(number)
    if as_json:
        print_json({"case": _json(case), "trail": [deed.model_dump(mode="json") for deed in deeds]})
        return
    from assistant.cli.case_screen import print_case

    print_case(case, deeds, assistant)


@click.command("history")
@NUMBER
@common
@reports_errors
def history(number: int, shop: Path | None, **_common: Any) -> None:
    """Print the offers made so far as JSON, for --history of plan and reply."""
    from assistant.cli.archived import open_archive, zone_of

    with open_archive(zone_of(shop)) as archive:
        print_json([one.model_dump(mode="json", exclude_none=True) for one in archive.cases.history(number)])


@click.command("numbers")
@click.option("--since", metavar="YYYY-MM-DD", help=f"Default: {PERIOD_DAYS} days before today.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@common
@reports_errors
def numbers(
    since: str | None,
    as_csv: bool,  # noqa: FBT001 - click passes flags so
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """Count cases by reason, article, country and week; add up what remedies cost, each currency by itself."""
    from assistant.archive.numbers import as_csv as table
    from assistant.cli.archived import open_archive

    assistant = make_assistant(shop, today, staff_language)
    with open_archive(assistant.shop.shop.zone) as archive:
        until = assistant.today if today else archive.today()
        begin = parse_day("--since", since) if since else until - timedelta(days=PERIOD_DAYS)
        if begin > until:
            slots = (("day", str(begin)), ("today", str(until)))
            raise WrongUsageError(Line(msgid="--since %(day)s is after %(today)s: name an earlier day.", slots=slots))
        figures = archive.numbers.figures(begin, until)
        alerts = archive.numbers.alerts(assistant.playbook(None).platform.amounts, begin, until)
    if as_json:
        found = [assistant.alert_json(alert) for alert in alerts]
        print_json({**figures.model_dump(mode="json"), "alerts": found})
    elif as_csv:
        click.echo(table(figures), nl=False)
    else:
        from assistant.cli.case_screen import print_figures

        print_figures(figures, assistant)
        for alert in alerts:
            click.echo(assistant.word(alert.what))


def _json(case: Case) -> dict[str, Any]:
    order = case.order.model_dump(mode="json", exclude_defaults=True)
    return {**case.model_dump(mode="json"), "order": order}


COMMANDS = (list_cases, show, history, numbers)
