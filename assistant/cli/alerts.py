"""`assistant alerts`: what only many cases show, for the staff alone."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import common, make_assistant, print_json, reports_errors


@click.command("alerts")
@click.argument("cases", type=click.Path(path_type=Path))
@common
@reports_errors
def command(
    cases: Path,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Find products with the same fault again and again, and buyers with many claims.

    CASES is a .jsonl or .csv file with the fields of a batch: reason, order, and today for the day of the message. What
    has not come again for 30 days, of a buyer for 180, is over and not told (amounts.alert_days and pattern_days of the
    playbook).
    """
    from assistant.cli.cases import CaseFile

    assistant = make_assistant(shop, today, staff_language)
    file = CaseFile(cases, assistant)
    found = assistant.alerts((case.identity, case.on, case.reason, case.order) for case in file if case.reason)
    if as_json:
        print_json({"alerts": [assistant.alert_json(alert) for alert in found]})
    else:
        for alert in found:
            click.echo(f"{alert.first_on} – {alert.last_on}  {assistant.word(alert.what)}")
            click.echo(f"    {', '.join(alert.cases)}")
    file.end()
