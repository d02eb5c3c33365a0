"""`assistant reply`: the main job, from a pasted message to a reply ready to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.answers import reply, reply_record
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
    text_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.cli.batch import Batch


@click.command("reply")
@click.argument("text", required=False)
@facts
@CASE
@click.option("--platform", metavar="P", help="The platform (default: the order's, then the shop's).")
@click.option("--channel", metavar="C", help="letter (default), chat, note, email or review.")
@click.option("--tone", metavar="T", help="warm (default, or your shop's), formal or brief.")
@click.option("--language", metavar="L", help="The buyer's language, if the reading is wrong.")
@click.option("--reason", metavar="R", help="The reason, if the reading is wrong.")
@click.option("--option", type=int, metavar="N", help="Offer option N of the plan alone.")
@click.option("--translate", is_flag=True, help="Use the translation service of your shop.toml.")
@click.option("--copy", is_flag=True, help="Put the body on the clipboard.")
@batch
@common
@reports_errors
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    text: str | None,
    case: int | None,
    order: Path | None,
    history: Path | None,
    settings: tuple[str, ...],
    platform: str | None,
    channel: str | None,
    tone: str | None,
    language: str | None,
    reason: str | None,
    option: int | None,
    translate: bool,  # noqa: FBT001 - click passes flags so
    copy: bool,  # noqa: FBT001 - click passes flags so
    many: Batch | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Read a message, recommend an offer and write the reply. TEXT is the message, or - for standard input."""
    pairs = parse_settings(settings)
    known = known_facts(order, history, case, shop)
    given = {
        "platform": platform,
        "channel": channel,
        "tone": tone,
        "language": language,
        "reason": reason,
        "option": option,
    }
    if many is not None:
        from assistant.cli.batch import run_batch
        from assistant.fields import REPLY

        defaults = {**known, **given, "settings": pairs}
        run_batch(many, reply_record, REPLY, defaults)
        return
    assistant = make_assistant(shop, today, staff_language)
    record = {
        "text": text_of(text),
        **known,
        "settings": pairs,
        "where": (str(order or "order"), str(history or "history")),
        **given,
    }
    if translate:
        from assistant.cli.interpreted import interpreted

        result, message = interpreted(record, assistant)
    else:
        result, message = reply(record, assistant), None
    if as_json:
        print_json(assistant.reply_json(result) | ({"translation": message} if message else {}))
    else:
        from assistant.cli.screen import Screen

        if message:
            click.echo(message["text"] if message["why"] is None else f"assistant: {message['why']}", err=True)
        Screen(assistant).reply(result)
    if copy:
        from assistant.cli.clipboard import copy_draft

        copy_draft(result.draft)
