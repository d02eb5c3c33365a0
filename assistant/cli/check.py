"""`assistant check`: every defect of settings, playbooks, templates, catalogues and weights in one run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assistant.cli.options import FAILED, SHOP_FILE, print_json, reports_errors

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.errors import Problem


@click.command("check")
@click.option("--shop", type=click.Path(), help="Settings file (default: shop.toml, if there).")
@click.option("--today", metavar="YYYY-MM-DD", help="Check as on this day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
@reports_errors
def command(shop: str | None, today: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Check settings, playbooks, templates, catalogues and weights; silent when all is well."""
    from pathlib import Path

    from assistant.cli.options import parse_today
    from assistant.gate import every_problem

    parse_today(today)
    path = Path(shop) if shop else (SHOP_FILE if SHOP_FILE.is_file() else None)
    problems = (*_shop_problems(path), *every_problem())
    if as_json:
        print_json({"problems": [{"where": p.where, "message": p.message, "hint": p.hint} for p in problems]})
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
    if problems:
        sys.exit(FAILED)


def _shop_problems(path: Path | None) -> tuple[Problem, ...]:
    if path is None:
        return ()
    from assistant import resources
    from assistant.config import parse_shop
    from assistant.deciding.playbook import parse_playbook
    from assistant.errors import DataError, Problem
    from assistant.writing.lint.rules import RULES

    try:
        data = resources.read_toml(path)
    except DataError as error:
        return error.problems
    shop, problems = parse_shop(data, str(path))
    if shop is None:
        return problems
    found = [
        Problem(f"{path}: lint.suppress", f"there is no rule '{name}'", f"choose from {', '.join(sorted(RULES))}")
        for name in shop.lint.suppress
        if name not in RULES
    ]
    known = resources.platform_names()
    if shop.shop.platform not in known:
        names = ", ".join(known)
        found.append(Problem(f"{path}: shop.platform", f"unknown platform '{shop.shop.platform}'", f"choose {names}"))
    found += [
        Problem(f'{path}: playbook."{name}"', "there is no such platform", f"begin with {', '.join(known)}")
        for name in shop.playbook
        if name.split(".")[0] not in known
    ]
    for platform in known:
        reasons, table = resources.read_playbook_tables(platform)
        plain = set(parse_playbook(reasons, table, platform, {})[1])
        found += [p for p in parse_playbook(reasons, table, platform, shop.playbook)[1] if p not in plain]
    return tuple(found)
