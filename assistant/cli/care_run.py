"""What `assistant care` was asked for, and carrying it out: into a file, a folder of e-mails, or to a mail server."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.cli.ledger import ledger_file
from assistant.cli.outputs import require_apart
from assistant.errors import FileError, UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from assistant.care.folders import Mailing
    from assistant.care.ledger import Ledger
    from assistant.care.made import Summary, Work
    from assistant.care.steps import Step
    from assistant.caring import Caring
    from assistant.cli.job import Recipe

USER_VARIABLE, PASSWORD_VARIABLE = "ASSISTANT_SMTP_USER", "ASSISTANT_SMTP_PASSWORD"
SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    orders: Path
    out: Path
    steps: tuple[Step, ...]
    mapping: Path | None
    unsubscribed: tuple[str, ...]
    shard: tuple[int, int]
    send: str | None
    insecure: bool
    engine: str
    recipe: Recipe


def asked_for(caring: Caring, recipe: Recipe, orders: Path, out: Path, chosen: Mapping[str, Any]) -> Asked:
    """Return the options of the command as values. Raises UnknownValueError, FileError."""
    from assistant.care.outlets import beside

    steps = chosen["steps"]
    written = (out, beside(out, "skipped"), beside(out, "rejected"))
    ledger = None if chosen["no_ledger"] else ledger_file(chosen["ledger"])
    require_apart(written, (orders, chosen["mapping"], chosen["unsubscribed"], recipe.shop, ledger))
    return Asked(
        orders=orders,
        out=out,
        steps=caring.steps(tuple(name.strip() for name in steps.split(",")) if steps else ()),
        mapping=chosen["mapping"],
        unsubscribed=listed(chosen["unsubscribed"]),
        shard=parse_shard(chosen["shard"]),
        send=chosen["send"],
        insecure=chosen["insecure"],
        engine=chosen["engine"],
        recipe=recipe,
    )


def parse_shard(text: str | None) -> tuple[int, int]:
    """Return K/N as (which, of how many), counted from 0. Raises UnknownValueError."""
    if text is None:
        return 0, 1
    match = SHARD.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise UnknownValueError(Line(msgid="part for --shard"), text, ["1/2", "2/2"])
    return int(match[1]) - 1, int(match[2])


def listed(path: Path | None) -> tuple[str, ...]:
    """Return the addresses of a file, one a line. Raises FileError.

    A line that is none is an error: passed over, it would be somebody who wants no messages and gets them.
    """
    from assistant.care.due import ADDRESS

    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        step = Line(msgid="name a text file with an address a line")
        raise FileError.unreadable(path, error.strerror, step) from error
    except UnicodeDecodeError as error:
        what = Line(msgid="is not UTF-8 (byte %(byte)s)", slots=(("byte", error.start),))
        raise FileError(path, what, Line(msgid="save it as UTF-8 text")) from error
    found = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    wrong = [number for number, line in found if not re.fullmatch(ADDRESS, line)]
    if wrong:
        what = Line(
            msgid="line %(line)s is not an e-mail address (%(count)s such in all)",
            slots=(("line", wrong[0]), ("count", len(wrong))),
        )
        raise FileError(path, what, Line(msgid="write one address a line, and nothing else"))
    return tuple(line for _, line in found)


def _work(caring: Caring, asked: Asked) -> Work:
    now = datetime.now(UTC) if asked.send else None
    settings = caring.settings(asked.steps, now, asked.unsubscribed, mailed=_is_mail(asked))
    work = caring.work(asked.orders, asked.mapping, settings, asked.shard)
    if asked.engine != "ray":
        return work
    from assistant.cli.care_ray import CareRecipe, RayMerging

    made_by = CareRecipe(asked.recipe, asked.steps, now, asked.unsubscribed, _is_mail(asked))
    return replace(work, merging=RayMerging(made_by, os.cpu_count() or 1))


def _is_mail(asked: Asked) -> bool:
    return asked.send is not None or not asked.out.suffix


def look(caring: Caring, asked: Asked, ledger: Ledger | None, samples: int) -> tuple[Summary, list[dict[str, str]]]:
    """Return what a run would do, and some of its messages."""
    from assistant.care.made import preview

    work = _work(caring, asked)
    return preview(_mailing(caring, work)[1] if _is_mail(asked) else work, ledger, asked.out, samples)


def _mailing(caring: Caring, work: Work) -> tuple[Mailing, Work]:
    """Return what makes e-mails, and the work in which those that cannot leave are refused. Raises DataError."""
    from assistant.care.folders import Mailing

    mailing = Mailing(caring.sender(), work.today)
    return mailing, replace(work, refused=mailing.refused)


def carry_out(caring: Caring, asked: Asked, ledger: Ledger | None, show: Callable[[int, int], None]) -> Summary:
    """Write or send the messages, and return what became of the orders."""
    from assistant.care.run import FileRun

    work = _work(caring, asked)
    if not _is_mail(asked):
        return FileRun(work, asked.out, ledger)(show)
    mailing, work = _mailing(caring, work)
    if asked.send is None:
        return FileRun(work, asked.out, ledger, mailing)(show)
    if ledger is None:
        known = Line(msgid="with a ledger: without one, a second run sends again")
        raise UnknownValueError(Line(msgid="way to send"), "--no-ledger", [known])
    from assistant.care.outlets import SmtpOutlet, parse_smtp_url
    from assistant.care.sending import MailRun

    care = caring.shop.care
    variables = (care.user_variable or USER_VARIABLE, care.password_variable or PASSWORD_VARIABLE)
    server = parse_smtp_url(
        asked.send, os.environ, insecure=asked.insecure, a_second=care.a_second, variables=variables
    )
    return MailRun(work, asked.out, ledger, caring.sender(), lambda: SmtpOutlet(server))(show)
