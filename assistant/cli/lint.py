"""`assistant lint`: what a text must not say to a buyer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.answers import lint_record
from assistant.cli.options import batch, common, make_assistant, print_json, read_json, reports_errors, text_of
from assistant.errors import DataError, Problem
from assistant.lines import Line

if TYPE_CHECKING:
    from assistant.cli.batch import Batch


@click.command("lint")
@click.argument("text", required=False)
@click.option("--platform", metavar="P", help="The platform whose message rules apply (default: the shop's).")
@click.option("--language", metavar="L", help="The language of the text; every language is read the same way.")
@click.option("--draft", type=click.Path(path_type=Path), help="What `reply --json` printed before you edited it.")
@batch
@common
@reports_errors
def command(
    text: str | None,
    platform: str | None,
    language: str | None,
    draft: Path | None,
    many: Batch | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Find what a text must not say to a buyer. TEXT is what you want to send, or - for standard input."""
    if many is not None:
        from assistant.cli.batch import run_batch
        from assistant.fields import LINT

        run_batch(many, lint_record, LINT, {"platform": platform, "language": language})
        return
    assistant = make_assistant(shop, today, staff_language)
    findings = assistant.lint(text_of(text), platform, language, _body(draft))
    if as_json:
        print_json(assistant.findings_json(findings))
        return
    from assistant.cli.screen import Screen

    Screen(assistant).findings(findings)


def _body(path: Path | None) -> str | None:
    """Return the body of a draft. Raises DataError where the file has none."""
    data = read_json(path)
    draft = data.get("draft", data) if isinstance(data, dict) else None
    body = draft.get("body") if isinstance(draft, dict) else None
    if path is not None and not isinstance(body, str):
        hint = Line(msgid="save what `assistant reply --json` prints")
        raise DataError([Problem(str(path), Line(msgid="there is no draft in it"), hint)])
    return body
