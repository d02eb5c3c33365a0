"""What does the buyer say? Message -> Reading. Pure: weights and language models come in as arguments."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from assistant.errors import EmptyTextError, NotTextError, TextTooLongError
from assistant.model import Message, Reading
from assistant.reading.classify import by_clause, classify
from assistant.reading.facts import find_facts
from assistant.reading.language import UNDETERMINED, as_language, detect
from assistant.reading.thread import buyer_turns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.encoder import Encoder, Head
    from assistant.reading.language import LanguageModels

__all__ = ["LONGEST_TEXT", "read", "require_text"]

LONGEST_TEXT = 50_000
SHOWN_REASONS = 5
CONTROLS = 0.02


def read(message: Message, encoder: Encoder, heads: Mapping[str, Head], models: LanguageModels) -> Reading:
    """Return what a message says.

    Raises EmptyTextError, TextTooLongError (more than 50,000 characters) and NotTextError (binary data).
    """
    text = message.text
    require_text(text)
    turns = buyer_turns(text)
    words = "\n".join(turn.text for turn in turns)
    language = as_language(message.language) if message.language else detect(words, models)
    last = turns[-1].text if len(turns) > 1 else None
    labels = classify(_normalized(words), last and _normalized(last), encoder, heads)
    longest = max(turns, key=lambda turn: len(turn.text)) if len(turns) > 1 else turns[0]
    shown = turns[-1] if last and len(last) * 2 >= len(longest.text) else longest
    causes, secondary = by_clause(shown.text, labels, encoder, heads)
    sure = labels.reasons[0].probability >= labels.review_from and language.language != UNDETERMINED
    return Reading(
        language=language.language,
        locale=language.locale,
        language_confidence=language.confidence,
        script=language.script,
        reasons=labels.reasons[:SHOWN_REASONS],
        secondary=secondary,
        remedies=labels.requests,
        risks=labels.risks,
        evidence=labels.evidence,
        facts=find_facts(text, language.language, message.received_on),
        why=tuple(
            cause.model_copy(update={"start": cause.start + shown.start, "end": cause.end + shown.start})
            for cause in causes
        ),
        needs_review=not sure,
    )


def require_text(text: str) -> None:
    """Refuse what is no message. Raises EmptyTextError, TextTooLongError, NotTextError."""
    if not text.strip():
        raise EmptyTextError
    if len(text) > LONGEST_TEXT:
        raise TextTooLongError(len(text), LONGEST_TEXT)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotTextError("The message", "it holds bytes that are not UTF-8")
    controls = sum(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text)
    if "\x00" in text or controls > len(text) * CONTROLS:
        raise NotTextError("The message", "it holds control characters")


def _normalized(text: str) -> str:
    """Compose accents and fold white space: what the encoder was trained on."""
    return " ".join(unicodedata.normalize("NFC", text).split())
