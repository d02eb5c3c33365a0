"""The figures of an evaluation on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from assistant.evaluation import Evaluation, Score

COLUMNS = {
    "texts": "texts", "first": "first", "first_three": "three", "language": "lang", "remedies_f1": "asks",
    "risks_f1": "risks", "evidence_f1": "evid", "calibration_error": "calib", "not_flagged": "sure",
    "not_flagged_right": "right",
}  # fmt: skip
ONE_LANGUAGE = {"language", "evidence_f1"}
LEGEND = (
    "Per cent. first: the first guess is right; three: one of the best three; lang: the language; "
    "asks, risks, evid: F1 of what is asked for, of risk signals, of evidence; "
    "calib: calibration error; sure: not flagged for review; right: of those."
)
MISTAKES_SHOWN = 20


def print_figures(evaluation: Evaluation) -> None:
    """Print the tables: the whole and its languages, the reasons, and what is mixed up most."""
    console = Console(highlight=False)
    console.print(LEGEND)
    languages = {"all": evaluation.whole, **dict(sorted(evaluation.by_language.items()))}
    console.print(_scores(languages, "language", list(COLUMNS)))
    shown = [column for column in COLUMNS if column not in ONE_LANGUAGE]
    console.print(_scores(dict(sorted(evaluation.by_reason.items())), "reason", shown))
    mistakes = Table("reason", "guessed instead", "texts", title="Mixed up most", box=SIMPLE_HEAD)
    for reason, guessed, count in evaluation.mistakes()[:MISTAKES_SHOWN]:
        mistakes.add_row(reason, guessed, str(count))
    console.print(mistakes)


def _scores(scores: dict[str, Score], name: str, columns: list[str]) -> Table:
    table = Table(title=f"By {name}", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(name, no_wrap=True)
    for column in columns:
        table.add_column(COLUMNS[column], justify="right")
    for key, score in scores.items():
        figures = score.as_json()
        table.add_row(key, *(_cell(figures[column]) for column in columns))
    return table


def _cell(figure: Any) -> str:
    if figure is None:
        return "-"
    return f"{figure * 100:.3g}" if isinstance(figure, float) else str(figure)
