"""`assistant playbook`: the rules' values with their sources, their defects, and what the shop has set differently."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.names import value_of
from assistant.cli.options import (
    make_assistant,
    parse_today,
    print_json,
    report_problems,
    reports_errors,
)
from assistant.cli.staff import SHOP_FILE, wording
from assistant.errors import UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from assistant.deciding.rulebook.playbook import Playbook

PLATFORM = click.option("--platform", metavar="P", help="The platform (default: the shop's).")
SHOP = click.option("--shop", type=click.Path(path_type=Path), help="Settings file (default: shop.toml, if there).")
TODAY = click.option("--today", metavar="YYYY-MM-DD", help="The rules in force on this day (default: today).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")


@click.group("playbook")
def command() -> None:
    """Show and check the rules' values, and compare them with the shop's own."""


@command.command("show")
@click.argument("key", required=False)
@PLATFORM
@SHOP
@TODAY
@JSON
@reports_errors
def show(key: str | None, platform: str | None, shop: Path | None, today: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Print the values in force with unit, since, source and whether they are confirmed; KEY narrows, e.g. clocks."""
    playbook = make_assistant(shop, today, None).playbook(platform)
    rows = _under(key, _rows(playbook)) if key else _rows(playbook)
    if as_json:
        print_json({"platform": playbook.platform.key, "values": rows})
        return
    word = wording()
    for row in rows:
        click.echo(word(_shown(row)))
        slots = tuple((name, str(row[name])) for name in ("since", "as_of", "source"))
        click.echo("    " + word(Line(msgid="since %(since)s, read %(as_of)s: %(source)s", slots=slots)))


def _under(key: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the values whose key, with the platform before it or not, begins so. Raises UnknownValueError."""
    kept = [row for row in rows if row["key"].startswith(key) or row["key"].split(".", 1)[1].startswith(key)]
    if not kept:
        known = {row["key"].split(".")[1] for row in rows}
        raise UnknownValueError(Line(msgid="key of the playbook"), key, known)
    return kept


@command.command("diff")
@SHOP
@TODAY
@JSON
@reports_errors
def diff(shop: Path | None, today: str | None, as_json: bool) -> None:  # noqa: FBT001 - the same
    """Print what the shop has set differently: the rule's value, the shop's, and the shop's source."""
    from assistant import resources

    assistant = make_assistant(shop, today, None)
    names = resources.platform_names()
    replaced = [one for name in names for one in assistant.playbook(name).replaced if one.differs]
    if as_json:
        print_json({"differences": [one.model_dump(mode="json") for one in replaced]})
        return
    word = wording()
    for one in replaced:
        slots = (
            ("key", one.key),
            ("ours", one.ours),
            ("theirs", value_of(one.theirs, one.unit)),
            ("source", one.source),
            ("as_of", str(one.as_of)),
        )
        click.echo(word(Line(msgid="%(key)s: %(ours)s -> %(theirs)s (%(source)s, %(as_of)s)", slots=slots)))


@command.command("check")
@SHOP
@TODAY
@JSON
@reports_errors
def check(shop: Path | None, today: str | None, as_json: bool) -> None:  # noqa: FBT001 - the same
    """Check every platform's rules and the shop's own values; silent when all is well."""
    from assistant.gate import playbook_problems
    from assistant.shop_gate import shop_problems

    day = parse_today(today)
    path = shop or (SHOP_FILE if SHOP_FILE.is_file() else None)
    problems = tuple(dict.fromkeys((*(shop_problems(path, day) if path else ()), *playbook_problems(day))))
    report_problems(problems, as_json=as_json)


def _shown(row: dict[str, Any]) -> Line:
    slots = (("key", row["key"]), ("value", value_of(row["value"], row["unit"])))
    if row["own"]:
        return Line(msgid="%(key)s = %(value)s (the shop's own)", slots=slots)
    if row["verified"]:
        return Line(msgid="%(key)s = %(value)s", slots=slots)
    return Line(msgid="%(key)s = %(value)s (unconfirmed)", slots=slots)


def _rows(playbook: Playbook) -> list[dict[str, Any]]:
    from assistant.deciding.rulebook.values import leaves

    own = {one.key for one in playbook.replaced}
    rows = []
    for path, value in leaves(playbook.platform.model_dump(mode="json", exclude_none=True)):
        key = f"{playbook.platform.key}.{path.removesuffix('.limit')}"
        rows.append({"key": key, **value, "own": key in own or f"{key}.limit" in own})
    return rows
