"""`assistant check`: every defect of settings, playbooks, templates, catalogues and weights in one run."""

from __future__ import annotations

import click

from assistant.cli.options import report_problems, reports_errors
from assistant.cli.staff import SHOP_FILE


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
    from assistant.shop_gate import shop_problems

    day = parse_today(today)
    path = Path(shop) if shop else (SHOP_FILE if SHOP_FILE.is_file() else None)
    problems = (*(shop_problems(path, day) if path else ()), *every_problem(day))
    report_problems(problems, as_json=as_json)
