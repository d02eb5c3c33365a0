"""The figures of an evaluation on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from assistant.cli.staff import wording
from assistant.lines import Line

if TYPE_CHECKING:
    from assistant.evaluation import Evaluation, Score

COLUMNS = {
    "texts": Line(msgid="texts"),
    "first": Line(msgid="first"),
    "first_three": Line(msgid="three"),
    "language": Line(msgid="lang"),
    "remedies_f1": Line(msgid="asks"),
    "risks_f1": Line(msgid="risks"),
    "evidence_f1": Line(msgid="evid"),
    "calibration_error": Line(msgid="calib"),
    "not_flagged": Line(msgid="sure"),
    "not_flagged_right": Line(msgid="right"),
}
ONE_LANGUAGE = {"language", "evidence_f1"}
LEGEND = Line(
    msgid="Per cent. first: the first guess is right; three: one of the best three; lang: the language; "
    "asks, risks, evid: F1 of what is asked for, of risk signals, of evidence; "
    "calib: calibration error; sure: not flagged for review; right: of those."
)
LANGUAGE = Line(msgid="language"), Line(msgid="By language")
REASON = Line(msgid="reason"), Line(msgid="By reason")
MISTAKES_SHOWN = 20


def print_figures(evaluation: Evaluation) -> None:
    """Print the tables: the whole and its languages, the reasons, and what is mixed up most."""
    console = Console(highlight=False)
    word = wording()
    console.print(word(LEGEND))
    languages = {word(Line(msgid="all")): evaluation.whole, **dict(sorted(evaluation.by_language.items()))}
    console.print(_scores(languages, LANGUAGE, list(COLUMNS)))
    shown = [column for column in COLUMNS if column not in ONE_LANGUAGE]
    console.print(_scores(dict(sorted(evaluation.by_reason.items())), REASON, shown))
    heads = (Line(msgid="reason"), Line(msgid="guessed instead"), Line(msgid="texts"))
    mistakes = Table(*map(word, heads), title=word(Line(msgid="Mixed up most")), box=SIMPLE_HEAD)
    for reason, guessed, count in evaluation.mistakes()[:MISTAKES_SHOWN]:
        mistakes.add_row(reason, guessed, str(count))
    console.print(mistakes)


def _scores(scores: dict[str, Score], names: tuple[Line, Line], columns: list[str]) -> Table:
    word = wording()
    head, title = map(word, names)
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(head, no_wrap=True)
    for column in columns:
        table.add_column(word(COLUMNS[column]), justify="right")
    for key, score in scores.items():
        figures = score.as_json()
        table.add_row(key, *(_cell(figures[column]) for column in columns))
    return table


def _cell(figure: Any) -> str:
    if figure is None:
        return "-"
    return f"{figure * 100:.3g}" if isinstance(figure, float) else str(figure)
