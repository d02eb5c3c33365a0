"""A picture of an evaluation: which reasons are mixed up, how far probabilities hold, how languages compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.errors import FileError, MissingExtraError
from assistant.lines import Line
from assistant.model import Reason

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.evaluation import Evaluation

KINDS = {".png", ".svg", ".pdf"}


def require_picture(path: Path) -> None:
    """Refuse before the work what cannot be drawn after it. Raises FileError, MissingExtraError."""
    if path.suffix.lower() not in KINDS:
        raise FileError(
            path,
            Line(msgid="'%(suffix)s' is not a kind of picture", slots=(("suffix", path.suffix),)),
            Line(msgid="use .png, .svg or .pdf"),
        )
    if not path.absolute().parent.is_dir():
        raise FileError(path, Line(msgid="its folder does not exist"), Line(msgid="make it or choose another place"))
    try:
        import matplotlib as mpl
    except ImportError:
        raise MissingExtraError("--plot", "plot") from None
    mpl.use("Agg")


def draw(evaluation: Evaluation, path: Path) -> None:
    """Write the picture. Raises FileError."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplot_mosaic(
        [["confusion", "reliability"], ["confusion", "languages"]], figsize=(17, 11), width_ratios=(3, 2),
        layout="constrained",
    )  # fmt: skip
    whole = evaluation.whole.as_json()
    figure.suptitle(
        f"{whole['texts']} messages: first guess {whole['first']:.1%}, first three {whole['first_three']:.1%}, "
        f"calibration error {whole['calibration_error']:.3f}"
    )
    _confusion(evaluation, axes["confusion"])
    _reliability(evaluation, axes["reliability"])
    _languages(evaluation, axes["languages"])
    try:
        figure.savefig(path, dpi=110)
    except OSError as error:
        raise FileError.unwritable(path, error.strerror, Line(msgid="choose another place with --plot")) from None
    finally:
        plt.close(figure)


def _confusion(evaluation: Evaluation, axes: Any) -> None:
    seen = {reason for pair in evaluation.confusion for reason in pair}
    names = [str(reason) for reason in Reason if reason in seen]
    sums = {name: sum(evaluation.confusion[name, other] for other in names) for name in names}
    shares = [[evaluation.confusion[row, column] / max(1, sums[row]) for column in names] for row in names]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), [f"{name} ({sums[name]})" for name in names])
    axes.set(title="Reason (row) and what was guessed (column)", xlabel="guessed", ylabel="labelled (texts)")
    for row, name in enumerate(names):
        for column, other in enumerate(names):
            count = evaluation.confusion[name, other]
            if count:
                shade = "white" if shares[row][column] > 0.5 else "black"  # noqa: PLR2004 - half of the scale
                axes.text(column, row, count, ha="center", va="center", fontsize=7, color=shade)


def _reliability(evaluation: Evaluation, axes: Any) -> None:
    bins = [bin_ for bin_ in evaluation.whole.bins if bin_.texts]
    points = [(bin_.said / bin_.texts, bin_.right / bin_.texts) for bin_ in bins]
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="exact")
    axes.plot(*zip(*points, strict=True), marker="o", label="measured")
    for bin_, point in zip(bins, points, strict=True):
        axes.annotate(bin_.texts, point, textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set(title="How often a guess is right, by its probability", xlabel="probability", ylabel="share right",
             xlim=(0, 1), ylim=(0, 1))  # fmt: skip
    axes.legend()


def _languages(evaluation: Evaluation, axes: Any) -> None:
    scores = sorted(evaluation.by_language.items(), key=lambda item: item[1].first / item[1].texts)
    names = [f"{name} ({score.texts})" for name, score in scores]
    three, first = ([score.first_three / score.texts for _, score in scores], [s.first / s.texts for _, s in scores])
    axes.barh(names, three, color="lightsteelblue", label="first three")
    axes.barh(names, first, color="steelblue", label="first guess")
    axes.set(title="Share right, by language (texts)", xlim=(0, 1))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)
