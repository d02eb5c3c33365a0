"""Many records in one run: in the same order, one line each; a bad row goes to OUT.rejected.jsonl, none disappears."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from glob import escape
from itertools import islice
from typing import TYPE_CHECKING

from assistant.choices import known, known_language
from assistant.cli.bar import progress_bar
from assistant.cli.cases import wrong_kind
from assistant.cli.engines import cores, run_here
from assistant.cli.job import Job
from assistant.cli.journal import Journal, rejected_of, unwritable
from assistant.cli.options import WITH_REJECTED, parse_today
from assistant.cli.staff import say
from assistant.config import load_shop
from assistant.errors import BatchFileError, FileError
from assistant.holding import held
from assistant.lines import Line
from assistant.model import Channel, Request, Risk, Tone
from assistant.records import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from assistant.cli.job import Recipe
    from assistant.fields import Fields
    from assistant.outcomes import Outcome
    from assistant.records import Row

KINDS = {".jsonl", ".csv"}


@dataclass(frozen=True, slots=True)
class Batch:
    """The options of a batch."""

    source: Path
    out: Path
    recipe: Recipe
    workers: int | None
    engine: str
    anew: bool


def run_batch(
    batch: Batch, process: Callable[..., Any], fields: Fields, defaults: Mapping[str, Any] | None = None
) -> None:
    """Process every record of a file; exits with 3 where rows were rejected.

    What is done is kept: the same command goes on after an interruption, as on the day when it began. Raises
    FileError, BatchFileError, BusyOutputError, InterruptedRunError, and UnknownValueError for an option.
    """
    _check_paths(batch)
    with ExitStack() as stack:
        try:
            stack.enter_context(held(batch.out))
            stack.enter_context(held(rejected_of(batch.out)))
        except OSError as error:
            raise unwritable(batch.out, error) from None
        _check_rejected(batch)
        journal = _carried_out(batch, process, fields, defaults or {})
    counts = (("done", journal.progress.done), ("rejected", journal.progress.rejected))
    if not journal.progress.rejected:
        say(Line(msgid="%(done)s done, %(rejected)s rejected.", slots=counts))
        return
    slots = (*counts, ("file", str(journal.rejected)))
    say(Line(msgid="%(done)s done, %(rejected)s rejected (see %(file)s).", slots=slots))
    sys.exit(WITH_REJECTED)


def _carried_out(batch: Batch, process: Callable[..., Any], fields: Fields, defaults: Mapping[str, Any]) -> Journal:
    """Do what is left of a batch, and return how it ended."""
    recipe = batch.recipe
    day = recipe.today or parse_today(None, load_shop(recipe.shop).shop.zone).isoformat()
    shop = recipe.shop.read_bytes() if recipe.shop and recipe.shop.is_file() else b""
    journal = Journal(batch.source, batch.out, (process.__module__, recipe, defaults, shop), day, anew=batch.anew)
    job = Job(replace(recipe, today=journal.progress.today), process, fields, defaults)
    _check_options(job)
    if journal.resumed:
        say(
            Line(
                msgid="Going on after row %(rows)s of an earlier run (--anew starts over).",
                slots=(("rows", journal.progress.rows),),
            )
        )
    with journal:
        if not journal.progress.ended:
            _run(batch, job, journal)
        journal.finish()
    return journal


def _run(batch: Batch, job: Job, journal: Journal) -> None:
    """Write the outcomes of the rows that are left."""
    needs = None if job.defaults.get(job.fields.needs) else job.fields.needs
    with batch.source.open("rb") as file:
        source = Source(batch.source, file, job.fields.names, needs)
        rows = islice(source, journal.progress.rows, None)
        try:
            with progress_bar(batch.source.stat().st_size) as show:
                for outcomes in _engine(batch)(job, rows):
                    journal.add(outcomes)
                    show(source.bytes_read, journal.progress.rows)
        except KeyboardInterrupt:
            slots = (("rows", journal.progress.rows),)
            say(Line(msgid="Stopped after row %(rows)s: the same command goes on from there.", slots=slots))
            sys.exit(1)
        except BatchFileError:
            journal.discard()
            raise


def _check_options(job: Job) -> None:
    """Refuse a wrong option before anything is written. Raises UnknownValueError and what the settings raise."""
    program, given = job.assistant, job.defaults
    if given.get("platform"):
        program.playbook(given["platform"])
    if given.get("channel"):
        known(given["channel"], Channel)
    if given.get("tone"):
        known(given["tone"], Tone)
    known_language(given.get("language"))
    if given.get("reason"):
        program.intake.reason(given["reason"], given.get("platform"))
    for risk in given.get("risks") or ():
        known(risk, Risk)
    for request in given.get("requests") or ():
        known(request, Request)


def _check_paths(batch: Batch) -> None:
    source, out = batch.source, batch.out
    for path in (source, out):
        if path.suffix.lower() not in KINDS:
            raise wrong_kind(path)
    if source.resolve() in {out.resolve(), rejected_of(out).resolve()}:
        why = Line(msgid="the results would overwrite the input: name another file with --out")
        raise BatchFileError(out, why)
    if not source.is_file():
        raise FileError.absent(source)


def _check_rejected(batch: Batch) -> None:
    """Refuse to write over, or to remove, what may be all that is left of another output's rejected rows."""
    out, rejected = batch.out, rejected_of(batch.out)
    own = {out.resolve(), batch.source.resolve()}
    for other in sorted(out.parent.glob(f"{escape(out.stem)}.*")) if rejected.exists() else ():
        if other.stem == out.stem and other.suffix.lower() in KINDS and other.resolve() not in own:
            what = Line(msgid="it may hold the rejected rows of %(other)s", slots=(("other", str(other)),))
            raise FileError(rejected, what, Line(msgid="move it away, or name another file with --out"))


def _engine(batch: Batch) -> Callable[[Job, Iterator[Row]], Iterator[list[Outcome]]]:
    if batch.engine == "ray":
        from assistant.cli.ray_engine import on_ray

        return partial(on_ray, workers=batch.workers or cores())
    return partial(run_here, workers=batch.workers, size=batch.source.stat().st_size)
