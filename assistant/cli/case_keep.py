"""`assistant case export|purge|redact|verify`: evidence to hand in, and what is kept how long."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.case_words import NUMBER, tell
from assistant.cli.ledger import LEDGER, ledger_if_there
from assistant.cli.options import FAILED, common, print_json, reports_errors
from assistant.cli.staff import say, shop_file
from assistant.cli.usage import WrongUsageError
from assistant.errors import FileError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.archive.integrity import Verdict
    from assistant.care.ledger import Ledger
    from assistant.model import Order

MOST_DAYS = 3650  # as in shop.toml


@click.command("export")
@NUMBER
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The zip to write.")
@common
@reports_errors
def export(number: int, out: Path, **common_options: Any) -> None:
    """Write a case as evidence: a zip with a PDF, the messages, the files, a JSON and the digests of all.

    An earlier zip of the same case is written anew; another file that is there stays, and is told.
    """
    from assistant.cli.archived import open_archive, who

    if out.is_file() and not _is_export(out, number):
        what = Line(msgid="is there already and is no export of case %(number)s", slots=(("number", number),))
        raise FileError(out, what, Line(msgid="choose another place with --out"))
    with open_archive() as archive, archive.together():  # what cannot be written was not exported, says the trail too
        data = archive.export.bundle(number, by=who())
        try:
            out.write_bytes(data)
        except OSError as error:
            raise FileError.unwritable(out, error.strerror, Line(msgid="choose another place with --out")) from None
    tell(common_options, Line(msgid="Wrote %(out)s.", slots=(("out", str(out)),)), case=number, out=str(out))


def _is_export(path: Path, number: int) -> bool:
    """Whether a file is an earlier export of a case."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return f"case-{number}/case.json" in bundle.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


@click.command("purge")
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), metavar="N", help="Default: keep_days of shop.toml, else 180."
)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@LEDGER
@common
@reports_errors
def purge(
    days: int | None,
    dry_run: bool,  # noqa: FBT001 - click passes flags so
    ledger: str | None,
    shop: Path | None,
    today: str | None,
    as_json: bool,  # noqa: FBT001 - the same
    **_common: Any,
) -> None:
    """Delete the cases that nobody has touched for so long; one with a running deadline stays.

    The texts of care messages that are as old go too; who got which one stays, so that none is sent twice.

    --today says of another day what would go, with --dry-run; what goes, goes by the machine's clock.
    """
    from assistant.archive.archive import utc_now
    from assistant.archive.days import day_of
    from assistant.cli.archived import moment_on, open_archive, who
    from assistant.config import load_shop

    settings = load_shop(shop_file(shop))
    if today is not None and not dry_run:
        raise WrongUsageError(Line(msgid="--today only goes with --dry-run here: cases are deleted by today's date."))
    keep_days = days or settings.archive.keep_days
    at = moment_on(today, settings.shop.zone)
    with open_archive(settings.shop.zone, lambda: at or utc_now()) as archive:
        done = archive.keeping.purge(keep_days, by=who(), dry_run=dry_run)
    if not dry_run:
        with _ledger(ledger) as kept:
            if kept:
                kept.keeping.forget(day_of(utc_now(), settings.shop.zone) - timedelta(days=keep_days))
    if as_json:
        print_json({"keep_days": keep_days, "dry_run": dry_run, **done.model_dump(mode="json")})
    slots = (("count", len(done.purged)), ("days", keep_days), ("kept", len(done.kept)))
    if dry_run and done.kept:
        said = Line(
            msgid="%(count)s cases older than %(days)s days would be deleted; %(kept)s as old stay, because a deadline "
            "still runs.",
            slots=slots,
        )
    elif dry_run:
        said = Line(msgid="%(count)s cases older than %(days)s days would be deleted.", slots=slots)
    elif done.kept:
        said = Line(
            msgid="%(count)s cases older than %(days)s days deleted; %(kept)s as old stay, because a deadline still "
            "runs.",
            slots=slots,
        )
    else:
        said = Line(msgid="%(count)s cases older than %(days)s days deleted.", slots=slots)
    say(said)


@click.command("redact")
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--buyer", metavar="NAME|EMAIL", help="Every case of this buyer, by name or e-mail address.")
@click.option("--keep-texts", is_flag=True, help="Keep the texts, and black out only what is recognised in them.")
@LEDGER
@common
@reports_errors
def redact(
    number: int | None,
    buyer: str | None,
    keep_texts: bool,  # noqa: FBT001 - click passes flags so
    ledger: str | None,
    **common_options: Any,
) -> None:
    """Take out who the buyer is: names, addresses, numbers, texts and files. This cannot be undone.

    The texts of his care messages go too, in the ledger and in the files of the desk's care page. What stays is the
    order's number, so that none is sent twice.

    A desk that runs then drops all imported orders and all jobs. It does not hear of a buyer without a case: what it
    has imported of him stays for a day, or until it is restarted.
    """
    from assistant.cli.archived import open_archive, who

    if (number is None) == (buyer is None):
        raise WrongUsageError(Line(msgid="Name one case by its number, or a buyer with --buyer."))
    with _ledger(ledger) as kept, open_archive() as archive:
        numbers = archive.keeping.of_buyer(buyer) if buyer is not None else (number or 0,)
        orders = [archive.cases.get(one).order for one in numbers]
        mentioned = () if buyer is None else archive.keeping.mentioning(_words(buyer, orders), numbers)
        if buyer is not None:
            done = archive.keeping.redact_buyer(buyer, by=who(), keep_texts=keep_texts)
        else:
            done = numbers
            archive.keeping.redact(numbers[0], by=who(), keep_texts=keep_texts)
        messages, cells = _forget(kept, buyer, orders)
    said = listed([str(one) for one in done] or [Line(msgid="none")])
    line = Line(msgid="Redacted cases: %(numbers)s.", slots=(("numbers", said),))
    found = {"redacted": list(done), "mentioned": list(mentioned)}
    tell(common_options, line, **found, care_messages=messages, care_files=cells)
    if mentioned:
        names = listed([str(one) for one in mentioned])
        said = Line(
            msgid="These cases may speak of this buyer too: %(numbers)s. Look at each, and redact it by its number.",
            slots=(("numbers", names),),
        )
        say(said)
    if not done:
        say(
            Line(
                msgid="A desk that runs does not hear of it: imported orders and jobs stay there for a day, or until "
                "it is restarted."
            )
        )
    if messages:
        say(Line(msgid="Care messages whose text is gone: %(count)s.", slots=(("count", messages),)))
    if cells:
        say(Line(msgid="Rows of the care page's files whose text is gone: %(count)s.", slots=(("count", cells),)))


@contextmanager
def _ledger(named: str | None) -> Iterator[Ledger | None]:
    kept = ledger_if_there(named)
    try:
        yield kept
    finally:
        if kept:
            kept.close()


def _words(buyer: str, orders: Sequence[Order]) -> set[str]:
    """Return what leads to a buyer: what was typed, his names and addresses, the numbers of his orders and parcels."""
    found = {buyer}
    for order in orders:
        found |= {word for word in (order.buyer.name, order.buyer.email, order.number, order.tracking_number) if word}
    return found


def _forget(ledger: Ledger | None, buyer: str | None, orders: Sequence[Order]) -> tuple[int, int]:
    """Forget the care messages of these orders, and to this buyer; return how many of the ledger, and rows of files."""
    from assistant.care.concerned import Whom
    from assistant.desk.care_shelf import CareShelf

    buyers = [order.buyer for order in orders if order.buyer]
    words, names = [buyer, *(one.email for one in buyers)], [one.name for one in buyers]
    whom = Whom(words, [order.number for order in orders], names)
    return ledger.keeping.redact(whom.concerns) if ledger else 0, CareShelf().redact(whom)


@click.command("verify")
@common
@reports_errors
def verify(as_json: bool, **_common: Any) -> None:  # noqa: FBT001 - click passes flags so
    """Check that trail, cases, texts, offers and files are what they were; exits with 1 where they are not.

    Note the digest of the last line elsewhere: it shows later whether the trail's end was cut off.
    """
    from assistant.cli.archived import open_archive

    with open_archive() as archive:
        verdict = archive.verify()
    if as_json:
        print_json({"whole": verdict.is_whole, **verdict.model_dump(mode="json")})
    slots = (("count", verdict.lines), ("digest", str(verdict.digest)))
    say(Line(msgid="%(count)s lines, the last with the digest %(digest)s.", slots=slots))
    if verdict.broken_at is not None:
        say(Line(msgid="The trail breaks at line %(line)s.", slots=(("line", verdict.broken_at),)))
    for said in _altered(verdict):
        say(said)
    for digest in verdict.altered_files:
        say(Line(msgid="A file is not the one that was filed: %(digest)s.", slots=(("digest", digest),)))
    if verdict.unsealed_cases:
        said = Line(
            msgid="Of %(count)s cases the trail of an earlier version tells too little: whether their order, subjects, "
            "files and offers are what they were cannot be said of all.",
            slots=(("count", len(verdict.unsealed_cases)),),
        )
        say(said)
    if not verdict.is_whole:
        raise SystemExit(FAILED)


def _altered(verdict: Verdict) -> Iterator[Line]:
    """Yield what of which case is not what it was."""
    for case in verdict.missing_cases:
        yield Line(msgid="Case %(number)s is gone, and no purge took it.", slots=(("number", case),))
    for case in verdict.altered_cases:
        yield Line(msgid="Case %(number)s has a text that is not the one that was filed.", slots=(("number", case),))
    for case in verdict.altered_facts:
        yield Line(
            msgid="Case %(number)s has another state, ending or order than was entered.", slots=(("number", case),)
        )
    for case in verdict.altered_offers:
        yield Line(msgid="Case %(number)s has other offers than were made.", slots=(("number", case),))
    for case in verdict.altered_attachments:
        yield Line(msgid="Case %(number)s has other files than were attached.", slots=(("number", case),))


COMMANDS = (export, purge, redact, verify)
