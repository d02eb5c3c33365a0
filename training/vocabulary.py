"""Prune the tokenizer to the pieces that our languages use: three quarters of the encoder's size is its vocabulary."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer
from wordfreq import top_n_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WORD_LISTS = (
    "en", "zh", "ru", "es", "pt", "fr", "de", "it", "nl", "pl", "cs", "uk", "tr", "ar", "he", "ja", "ko", "vi", "id",
)  # fmt: skip
WORDS_PER_LANGUAGE = 40_000
FREQUENT, KNOWN = 8_000, 20_000
SCRIPTS = ("LATIN", "CYRILLIC", "CJK", "ARABIC", "HANGUL", "HEBREW", "THAI", "DIGIT", "HIRAGANA", "KATAKANA")
WHOLE_SCRIPTS = ("THAI", "HEBREW")


def _script(piece: str) -> str:
    bare = piece.replace("▁", "")
    return unicodedata.name(bare[0], "?").split()[0] if bare else "SPACE"


def _usage(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[str]:
    usage: Counter[str] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        usage.update(dict.fromkeys(encoding.tokens, 20))
    for language in WORD_LISTS:
        words = top_n_list(language, WORDS_PER_LANGUAGE)
        for rank, encoding in enumerate(tokenizer.encode_batch(words, add_special_tokens=False)):
            for piece in encoding.tokens:
                usage[piece] += 40 if rank < FREQUENT else 10 if rank < KNOWN else 1
    return usage


def prune(source: Path, texts: Iterable[str], size: int) -> tuple[dict[str, Any], list[int]]:
    """Return the pruned tokenizer (as JSON) and, for each new id, the id that it had before.

    Kept are all special pieces and single characters of our scripts, then the most used pieces up to `size`.
    """
    data = json.loads(source.read_text(encoding="utf-8"))
    vocabulary: list[list[Any]] = data["model"]["vocab"]
    usage = _usage(Tokenizer.from_file(str(source)), texts)
    keep = set(range(4)) | {len(vocabulary) - 1}
    for index, (piece, _score) in enumerate(vocabulary):
        bare = piece.replace("▁", "")
        if len(bare) <= 1 and (not bare or _script(piece) in SCRIPTS or not bare.isalpha()):
            keep.add(index)
    ids = {piece: index for index, (piece, _score) in enumerate(vocabulary)}
    for piece, _count in usage.most_common():
        if len(keep) >= size:
            break
        if piece in ids and (_script(piece) in SCRIPTS or not piece.replace("▁", "").isalpha()):
            keep.add(ids[piece])
    order = sorted(keep)
    data["model"]["vocab"] = [vocabulary[index] for index in order]
    for token in data["added_tokens"]:
        token["id"] = order.index(token["id"])
    return data, order
