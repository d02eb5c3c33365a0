"""`assistant evaluate`: how well the seller's own labelled messages are read."""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.answers import read_record
from assistant.cli.bar import progress_bar
from assistant.cli.engines import run_here
from assistant.cli.figures import print_figures
from assistant.cli.job import Job, Recipe
from assistant.cli.labelled import LabelledFile
from assistant.cli.options import WITH_REJECTED, common, print_json, reports_errors
from assistant.cli.staff import say, shop_file
from assistant.errors import BatchFileError
from assistant.evaluation import Evaluation, Labelled
from assistant.fields import READ
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.outcomes import Outcome
    from assistant.records import Row


@click.command("evaluate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.tsv...")
@click.option("--plot", type=click.Path(path_type=Path), metavar="PICTURE", help="Draw the figures: .png, .svg, .pdf.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes (default: cores).")
@common
@reports_errors
def command(
    files: tuple[Path, ...],
    plot: Path | None,
    workers: int | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Measure how well labelled messages are read.

    FILE.tsv has a header and the columns reason and text; language (default: the file's name, such as de.tsv),
    remedies, risks and evidence are measured where they are there. Lists are separated by commas, ? means not labelled.
    """
    if plot is not None:
        from assistant.cli.plot import require_picture

        require_picture(plot)
    labelled = [LabelledFile(path) for path in files]
    job = Job(Recipe(shop_file(shop), today, staff_language), read_record, READ, {})
    evaluation, rejected = Evaluation(), 0
    for source in labelled:
        for wanted, outcome in _read(source, job, workers):
            if outcome.result is not None and wanted is not None:
                evaluation.add(wanted, outcome.result)
            else:
                rejected += 1
                slots = (("path", str(source.path)), ("row", outcome.row), ("why", outcome.why))
                say(Line(msgid="%(path)s, row %(row)s: %(why)s", slots=slots))
    if not evaluation.whole.texts:
        raise BatchFileError(", ".join(map(str, files)), Line(msgid="there is no row that could be measured"))
    _report(evaluation, plot, as_json=as_json)
    counts = (("count", evaluation.whole.texts), ("rejected", rejected))
    say(Line(msgid="%(count)s measured, %(rejected)s rejected.", slots=counts))
    if rejected:
        sys.exit(WITH_REJECTED)


def _report(evaluation: Evaluation, plot: Path | None, *, as_json: bool) -> None:
    """Print the figures, then draw them: a picture that cannot be written loses none."""
    if as_json:
        print_json(evaluation.as_json())
    else:
        print_figures(evaluation)
    if plot is not None:
        from assistant.cli.plot import draw

        draw(evaluation, plot)


def _read(source: LabelledFile, job: Job, workers: int | None) -> Iterator[tuple[Labelled | None, Outcome]]:
    """Yield the labels of each row, None where they are wrong, and what became of its text."""
    waiting: deque[Labelled | None] = deque()

    def rows() -> Iterator[Row]:
        for number, text, labels in source:
            waiting.append(labels if isinstance(labels, Labelled) else None)
            yield number, {"text": text} if isinstance(labels, Labelled) else labels

    size = source.path.stat().st_size
    done = 0
    with progress_bar(size) as show:
        for outcomes in run_here(job, rows(), workers, size):
            for outcome in outcomes:
                yield waiting.popleft(), outcome
            done += len(outcomes)
            show(source.bytes_read, done)
