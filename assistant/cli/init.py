"""`assistant init`: a settings file to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import parse_today, reports_errors
from assistant.cli.staff import SHOP_FILE, say
from assistant.errors import FileError
from assistant.lines import Line


@click.command("init")
@click.option("--shop", type=click.Path(path_type=Path), help="Where to write it (default: shop.toml).")
@click.option("--today", metavar="YYYY-MM-DD", help="Accepted like everywhere; the file does not depend on it.")
@reports_errors
def command(shop: Path | None, today: str | None) -> None:
    """Write a shop.toml to fill in; an existing file is left alone."""
    from assistant.resources import folder

    parse_today(today)
    path = shop or SHOP_FILE
    content = (folder("templates") / "shop.toml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        raise FileError(
            path, Line(msgid="the file is there already"), Line(msgid="edit it, or name another one with --shop")
        ) from None
    except OSError as error:
        raise FileError.unwritable(path, error.strerror, Line(msgid="choose another place with --shop")) from None
    say(Line(msgid="Wrote %(path)s: fill it in, then run 'assistant check'.", slots=(("path", str(path)),)))
