"""`assistant care`: the messages after shipping, out of an order table, each once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.bar import progress_bar
from assistant.cli.ledger import LEDGER, earlier_ledger
from assistant.cli.options import WITH_REJECTED, common, make_assistant, print_json, reports_errors
from assistant.cli.staff import say, shop_file
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.care.made import Summary

SAMPLES = 8
WHOLE = 1000  # parts by which the bar moves
FORMATS = ".jsonl, .csv, .parquet, or a folder of .eml"


class WithDefault(click.Group):
    """A group in which a first word that is no command's name is the file of `assistant care write`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant."""
        if args and args[0] not in self.commands:
            args = ["write", *args]
        return super().resolve_command(ctx, args)


@click.group("care", cls=WithDefault, no_args_is_help=True)
def command() -> None:
    """Write the messages after shipping for an order table, each once.

    'assistant care ORDERS --out OUT' writes them; the commands below show what stands behind it.
    """


@command.command("write")
@click.argument("orders", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="OUT", help=f"Messages: {FORMATS}.")
@click.option("--steps", metavar="S,S", help="Only these steps: shipped, in_transit, late_warning, care, after_remedy.")
@click.option("--dry-run", is_flag=True, help="Show what would go out, and why the others get nothing; write nothing.")
@click.option(
    "--send", metavar="URL", help="Send e-mails by smtp://user@host:587; OUT gets the record of what was sent."
)
@click.option("--insecure", is_flag=True, help="Send without encryption, for a server on your own machine.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="TOML file that names your own headers."
)
@click.option(
    "--unsubscribed", type=click.Path(path_type=Path), metavar="FILE", help="Addresses that want none, one a line."
)
@LEDGER
@click.option("--no-ledger", is_flag=True, help="Without memory, into a new file: another run writes everything again.")
@click.option("--shard", metavar="K/N", help="Only this of N parts of the orders, for N processes side by side.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Where the work is done.")
@common
@reports_errors
def write(
    orders: Path,
    out: Path,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Write the messages that are due today for the orders of a .csv, .xlsx, .jsonl or .parquet file.

    Beside OUT stand *.skipped.* (who gets nothing, and why) and *.rejected.* (rows that cannot be used).
    """
    from assistant.caring import Caring, look_into_ledger, open_ledger
    from assistant.cli.care_run import asked_for, carry_out, look
    from assistant.cli.job import Recipe

    recipe = Recipe(shop_file(shop), today, staff_language)
    caring = Caring(recipe.assistant())
    asked = asked_for(caring, recipe, orders, out, chosen)
    opened = look_into_ledger if dry_run else open_ledger
    kept = None if chosen["no_ledger"] else opened(chosen["ledger"])
    if kept is None and chosen["ledger"] and not chosen["no_ledger"]:
        say(Line(msgid="There is no such ledger yet: nothing is known of what was written before."))
    try:
        if dry_run:
            summary, samples = look(caring, asked, kept, SAMPLES)
        else:
            if kept is not None:
                caring.forget(kept, datetime.now(UTC))
            with progress_bar(WHOLE) as show:
                summary, samples = carry_out(caring, asked, kept, show), []
    finally:
        if kept is not None:
            kept.close()
    done = "sent" if chosen["send"] else "written"
    tell(summary, samples, f"would be {done}" if dry_run else done, as_json=as_json)
    if summary.rejected or summary.failed or summary.later or summary.unknown:
        sys.exit(WITH_REJECTED)


def tell(summary: Summary, samples: Sequence[dict[str, str]], done: str, *, as_json: bool) -> None:
    """Print what became of the orders."""
    if as_json:
        print_json(summary_json(summary, samples))
        return
    from assistant.cli.care_screen import print_summary

    print_summary(summary, samples, done)


def summary_json(summary: Summary, samples: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return `care --json`."""
    return {
        "messages": [
            {"step": step, "locale": locale, "count": count}
            for (step, locale), count in sorted(summary.messages.items())
        ],
        "skipped": [{"why": why, "count": count} for why, count in summary.skipped.most_common()],
        "rejected": summary.rejected,
        "left_out": summary.left_out,
        "failed": summary.failed,
        "later": summary.later,
        "unknown": summary.unknown,
        "samples": list(samples),
    }


@command.command("headers")
@click.argument("orders", type=click.Path(path_type=Path))
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="TOML file that names your own headers."
)
@common
@reports_errors
def headers(
    orders: Path,
    mapping: Path | None,
    *,
    as_json: bool,
    **_common: object,  # every command takes --shop, --today and --staff-language
) -> None:
    """Show what each column of an order table is taken for."""
    from assistant.care.intake import HeaderMapping, load_mapping, understood
    from assistant.cli.care_screen import print_headers

    found = understood(orders, load_mapping(mapping) if mapping else HeaderMapping())
    if as_json:
        print_json(
            {
                "form": found.form,
                "columns": [{"header": c.header, "field": c.field, "example": c.example} for c in found.columns],
                "problems": [problem.record for problem in found.problems],
            }
        )
    else:
        print_headers(found)
    if found.problems:
        sys.exit(1)


@command.command("timeline")
@common
@reports_errors
def timeline(shop: Path | None, today: str | None, staff_language: str | None, *, as_json: bool) -> None:
    """Show when each message is due, with the source of every rule, your own rules among them."""
    from assistant.caring import Caring
    from assistant.cli.care_screen import print_rules

    caring = Caring(make_assistant(shop, today, staff_language))
    rules = caring.timeline.rules
    if as_json:
        print_json([rule.model_dump(mode="json", by_alias=True, exclude_none=True) for rule in rules])
    else:
        print_rules(rules)


@command.command("undecided")
@LEDGER
@common
@reports_errors
def undecided(
    ledger: str | None,
    *,
    as_json: bool,
    **_common: object,  # every command takes --shop, --today and --staff-language
) -> None:
    """List the e-mails of which it is not known whether they arrived, and those that the server refused."""
    from contextlib import closing

    from assistant.cli.care_screen import print_mails

    with closing(earlier_ledger(ledger)) as kept:
        mails = tuple(kept.mails.undecided())
    if as_json:
        print_json([{"key": mail.key, "state": str(mail.state), "detail": mail.detail} for mail in mails])
    else:
        print_mails(mails)


@command.command("decide")
@click.argument("key")
@click.argument("decision", type=click.Choice(["sent", "again"]))
@LEDGER
@common
@reports_errors
def decide(
    key: str,
    decision: str,
    ledger: str | None,
    *,
    as_json: bool,
    **_common: object,  # every command takes --shop, --today and --staff-language
) -> None:
    """Decide about an undecided e-mail: it has arrived ('sent'), or it may be sent ('again')."""
    from contextlib import closing

    from assistant.errors import UnknownValueError

    with closing(earlier_ledger(ledger)) as kept:
        found = kept.mails.confirm(key) if decision == "sent" else kept.mails.release(key)
        if not found:
            raise UnknownValueError(Line(msgid="undecided e-mail"), key, [mail.key for mail in kept.mails.undecided()])
    if as_json:
        print_json({"key": key, "decision": decision})
    else:
        say(Line(msgid="Noted as sent.") if decision == "sent" else Line(msgid="It goes out with the next run."))
