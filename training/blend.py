"""Blend the states of two runs: the weighted mean loses less than either has lost for the other's gain."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch


def blended(state: dict[str, torch.Tensor], earlier: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """Return the weighted mean of a state and an earlier one; what the earlier one had not (pieces, heads) stays."""
    rows = {int(piece): row for row, piece in enumerate(earlier["pieces"])}
    before = state["words.weight"].clone()
    for row, piece in enumerate(state["pieces"]):
        if int(piece) in rows:
            before[row] = earlier["words.weight"][rows[int(piece)]]
    old = {**state, **earlier, "words.weight": before}
    return {
        name: value * share + old[name] * (1 - share) if value.is_floating_point() else value
        for name, value in state.items()
    }


def main() -> None:
    """Write `state.pt` and `tokenizer.json` into a folder, for `training.export` or the next run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder of the newer run")
    parser.add_argument("--earlier", type=Path, required=True, help="the folder of an earlier run")
    parser.add_argument("--share", type=float, default=0.7, help="the share of --work")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    newer, earlier = (torch.load(path / "state.pt", weights_only=True) for path in (options.work, options.earlier))
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(blended(newer, earlier, options.share), options.out / "state.pt")
    shutil.copyfile(options.work / "tokenizer.json", options.out / "tokenizer.json")


if __name__ == "__main__":
    main()
