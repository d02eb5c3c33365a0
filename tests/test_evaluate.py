"""`assistant evaluate`: the figures are what they say they are, and a bad row costs only itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import Evaluation, Labelled, Score
from tests.conftest import ROOT
from tests.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


def reading(reason: str, *others: str, **more: Any) -> dict[str, Any]:
    given_ = [{"reason": name, "probability": 0.9 - place / 10} for place, name in enumerate((reason, *others))]
    base = {"reason": reason, "confidence": 0.9, "reasons": given_, "language": "en", "needs_review": False}
    return {**base, "remedies": [], "risks": [], "evidence": "unknown", **more}


def test_figures_of_three_texts() -> None:
    evaluation = Evaluation()
    wanted = Labelled("damaged", "en", frozenset({"refund", "return"}), frozenset(), "attached")
    evaluation.add(wanted, reading("damaged", remedies=["refund"], evidence="attached"))
    evaluation.add(wanted, reading("defective", "damaged", remedies=["refund", "discount"], risks=["legal"]))
    evaluation.add(Labelled("thanks", "de"), reading("thanks", needs_review=True, remedies=["refund"]))
    figures = evaluation.whole.as_json()
    assert (figures["first"], figures["first_three"], figures["language"]) == (0.6667, 1.0, 0.6667)
    assert figures["remedies_f1"] == round(
        2 * 2 / (2 * 2 + 2 + 1), 4
    )  # two hits, two missed, one false; the third has none
    assert (figures["risks_f1"], figures["evidence_f1"]) == (0.0, 0.6667)
    assert (figures["not_flagged"], figures["not_flagged_right"]) == (0.6667, 0.5)
    assert figures["calibration_error"] == round(abs(2 / 3 - 0.9), 4)
    assert evaluation.mistakes() == [("damaged", "defective", 1)]


@given(st.lists(st.floats(0, 1), min_size=1))
def test_every_guess_is_in_one_bin(probabilities: list[float]) -> None:
    score = Score()
    for probability in probabilities:
        score.add(Labelled("damaged"), reading("damaged", confidence=probability))
    assert sum(bin_.texts for bin_ in score.bins) == len(probabilities)
    assert 0 <= score.calibration_error <= 1


def test_own_file_is_measured_and_drawn(tmp_path: Path) -> None:
    source = tmp_path / "es.tsv"
    rows = ["text\treason\trisks", '"llegó ""roto"" el vaso"\tdamaged\t', "gracias, todo perfecto\tthanks\t?"]
    rows += [
        "no sé\tsin razón\t",
        "demasiado\tcorto",
        "\tdamaged\t",
        "abro una disputa si no llega\tlate_delivery\tdispute",
    ]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    picture = tmp_path / "figures.png"
    done = run("evaluate", str(source), "--json", "--plot", str(picture))
    assert done.returncode == 3
    said = done.stderr.decode()
    assert all(f"row {number}" in said for number in (4, 5, 6))
    assert "3 measured, 3 rejected" in said
    figures = json.loads(done.stdout)
    assert figures["whole"]["texts"] == 3
    assert list(figures["languages"]) == ["es"]
    assert figures["whole"]["remedies_f1"] is None
    assert sum(row["texts"] for row in figures["confusion"]) == 3
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        ("text\treasons\nhi\tthanks\n", [], "there is no column 'reason'"),
        ("", [], "there is no column 'reason'"),
        ("text\treason\trisks\trisks\nhi\tthanks\tlegal\t\n", [], "there are two columns 'risks'"),
        ("reason\ttext\nnone\thi\n", [], "no row that could be measured"),
        ("reason\ttext\nthanks\tthank you\n", ["--plot", "x.doc"], "use .png, .svg or .pdf"),
    ],
)
def test_files_that_cannot_be_measured(content: str, arguments: list[str], sentence: str, tmp_path: Path) -> None:
    source = tmp_path / "own.tsv"
    source.write_text(content, encoding="utf-8")
    done = run("evaluate", str(source), *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr.decode()


def test_tables_name_every_reason() -> None:
    done = run("evaluate", str(ROOT / "tests/cases/reading/en.tsv"))
    printed = done.stdout.decode()
    assert done.returncode == 0
    assert all(word in printed for word in ("late_delivery", "delivered_not_received", "By language", "Mixed up most"))
