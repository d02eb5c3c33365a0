"""Measure how alike the texts of the corpus are: near duplicates by meaning, shared openings, shared skeletons."""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from training.base_weights import read_weights
from training.corpus import read_texts, split_of
from training.examples import collate, text_example, token_ids
from training.network import load_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.corpus import Text

HERE = Path(__file__).parent
NEAR, VERY_NEAR = 0.95, 0.97
OPENING, OPENING_UNSPACED = 3, 6  # words; characters where words are not separated
SKELETON = 4
FREQUENT = 150  # words of a language that make up a skeleton; the others are its gaps
SHOWN = 15
UNSPACED = {"zh", "ja", "th"}
CHUNK = 2_000
TOGETHER = "-g"  # the wave whose writers each went along one list of situations in two to four languages


def vectors(texts: Sequence[Text], base: Path, vocabulary: Path) -> NDArray[np.float32]:
    """Return unit vectors [n, hidden] of the encoder before any fine-tuning: it does not know our labels."""
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tensors = read_weights(base)
    words, encoder = torch.from_numpy(tensors["emb.word"]), load_encoder(tensors).eval()
    order = sorted(range(len(texts)), key=lambda row: len(texts[row].text))
    found = np.zeros((len(texts), words.shape[1]), np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            batch = collate(
                [token_ids(tokenizer, texts[row].text) for row in rows], [text_example(texts[row]) for row in rows]
            )
            found[rows] = encoder(words[batch.ids], batch.mask).float().numpy()
    # The vectors lie in a narrow cone: without their mean every two texts look alike.
    found -= found.mean(axis=0)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def near_pairs(found: NDArray[np.float32], least: float) -> list[tuple[float, int, int]]:
    """Return (cosine, row, row) of the pairs above `least`, the nearest first."""
    pairs = []
    for start in range(0, len(found), CHUNK):
        cosines = found[start : start + CHUNK] @ found[start:].T
        for row, column in zip(*np.nonzero(cosines >= least), strict=True):
            if column > row:
                pairs.append((float(cosines[row, column]), start + int(row), start + int(column)))
    return sorted(pairs, reverse=True)


def situations(texts: Sequence[Text], pairs: Sequence[tuple[float, int, int]]) -> dict[str, str]:
    """Return the situation of each text that is near another one.

    It is named after a text of the training part where there is one: what is near a training text is not held out.
    """
    parent = list(range(len(texts)))

    def root(row: int) -> int:
        while parent[row] != row:
            row = parent[row]
        return row

    for _, a, b in pairs:
        parent[root(b)] = root(a)
    groups: dict[int, list[str]] = defaultdict(list)
    for row in sorted({row for _, a, b in pairs for row in (a, b)}):
        groups[root(row)].append(texts[row].identity)
    found = {}
    for group in groups.values():
        name = next((identity for identity in group if split_of(identity) == "train"), group[0])
        found |= dict.fromkeys(group, name)
    return found


def opening(text: Text) -> str:
    """Return the first words, without case and punctuation."""
    bare = re.sub(r"[^\w\s]", "", text.text.lower())
    return bare.replace(" ", "")[:OPENING_UNSPACED] if text.language in UNSPACED else " ".join(bare.split()[:OPENING])


def skeletons(texts: Sequence[Text]) -> dict[int, str]:
    """Return for each row its frequent words with gaps for the others: what a pattern that was filled would share."""
    usage: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        usage[text.language].update(re.findall(r"\w+", text.text.lower()))
    frequent = {language: {word for word, _ in counts.most_common(FREQUENT)} for language, counts in usage.items()}
    found = {}
    for row, text in enumerate(texts):
        words = re.findall(r"\w+", text.text.lower())
        bones = [word if word in frequent[text.language] else "_" for word in words]
        joined = re.sub(r"(?:_ ?)+", "_ ", " ".join(bones)).strip()
        if text.language not in UNSPACED and len(joined.replace("_", "").split()) >= SKELETON:
            found[row] = f"{text.language}: {joined}"
    return found


def main() -> None:
    """Write `situations.tsv` and print the report (Markdown)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the full tokenizer.json")
    options = parser.parse_args()
    texts = read_texts(HERE / "corpus")
    pairs = near_pairs(vectors(texts, options.base, options.tokenizer), NEAR)
    # What one writer told in several languages stays together as it was drawn, or trained texts would be held out.
    names = {text.identity for text in texts}
    drawn = {
        t.identity: t.situation
        for t in texts
        if t.situation not in names or (TOGETHER in t.identity and t.situation != t.identity)
    }
    found = situations(texts, pairs) | drawn | {name: name for name in drawn.values() if name in names}
    with (HERE / "situations.tsv").open("w", encoding="utf-8") as file:
        file.write("id\tsituation\n")
        file.writelines(f"{identity}\t{name}\n" for identity, name in sorted(found.items()))
    texts = read_texts(HERE / "corpus")
    print(f"# How alike the texts are\n\n{date.today()}, {len(texts):,} texts. `python -m training.duplicates`.\n")
    print("Cosine of the encoder before any fine-tuning, the mean of all vectors taken off.\n")
    print("| pairs | within a language | across languages | across test and training |\n|---|---|---|---|")
    for least in (VERY_NEAR, NEAR):
        near = [(texts[a], texts[b]) for cosine, a, b in pairs if cosine >= least]
        inside = sum(a.language == b.language for a, b in near)
        split = sum((a.split == "test") != (b.split == "test") for a, b in near)
        print(f"| cosine {least} and more | {inside} | {len(near) - inside} | {split} |")
    print("\nThe nearest within a language:\n")
    shown = [(cosine, texts[a], texts[b]) for cosine, a, b in pairs if texts[a].language == texts[b].language][:SHOWN]
    for cosine, a, b in shown:
        print(f"- {cosine:.3f} `{a.identity}` {a.text[:90]} / `{b.identity}` {b.text[:90]}")
    openings = Counter((text.language, opening(text)) for text in texts)
    shared = sum(count for count in openings.values() if count > 1)
    print(f"\n**Openings** (three words, six characters): {shared / len(texts):.1%} share theirs. Most frequent:\n")
    for (language, words), count in openings.most_common(SHOWN):
        print(f"- {language} '{words}': {count}")
    bones = skeletons(texts)
    counts = Counter(bones.values())
    same = sum(count for count in counts.values() if count > 1)
    print(
        f"\n**Skeletons** (the {FREQUENT} most frequent words of a language stay, other words are gaps; at least "
        f"{SKELETON} words): {same / max(1, len(bones)):.1%} of {len(bones):,} share theirs. Most frequent:\n"
    )
    for bone, count in counts.most_common(SHOWN):
        print(f"- {bone}: {count}")


if __name__ == "__main__":
    main()
