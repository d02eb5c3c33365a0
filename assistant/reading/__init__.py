"""What does the buyer say? Message -> Reading. Pure: weights and language models come in as arguments."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from assistant.errors import EmptyTextError, NotTextError, TextTooLongError
from assistant.lines import Line
from assistant.model import Cause, Guess, Message, Reading, Reason
from assistant.reading.classify import by_clause, classify, counts_alone, says
from assistant.reading.clauses import clauses
from assistant.reading.facts import find_facts
from assistant.reading.facts.choices import choice_of
from assistant.reading.facts.danger import speaks_of_danger
from assistant.reading.language import LOCALES, UNDETERMINED, as_language, detect
from assistant.reading.thread import buyer_turns, theirs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.encoder import Encoded, Encoder, Head
    from assistant.model import Facts
    from assistant.reading.classify import Labels
    from assistant.reading.language import Detected, LanguageModels
    from assistant.reading.thread import Turn

__all__ = ["LONGEST_TEXT", "read", "require_text"]

LONGEST_TEXT = 50_000
Span = tuple[int, int]
SAID, GREETING = 0.2, 24
CONTROLS = 0.02


def read(message: Message, encoder: Encoder, heads: Mapping[str, Head], models: LanguageModels) -> Reading:
    """Return what a message says; of a thread, what the buyer says in it.

    Raises EmptyTextError, TextTooLongError (more than 50,000 characters) and NotTextError (binary data).
    """
    require_text(message.text)
    turns = buyer_turns(message.text, message.seller_names)
    words = "\n".join(turn.text for turn in turns) or message.text
    encoded = encoder.encode(words)
    language = _language(message, words, encoded, heads, models)
    if not turns:
        return _unheard(message, language)
    labels = classify(encoded, _last(turns, encoder), heads)
    spans = _clauses(turns)
    causes, secondary = by_clause(tuple(spans), encoded, labels, heads)
    decided = _decided(causes, words, labels.reasons[0].reason, encoder, heads)
    is_hazard = labels.is_hazard and speaks_of_danger(words, language.language)
    return Reading(
        **_told(language),
        reasons=labels.reasons,
        secondary=secondary,
        remedies=labels.requests,
        risks=labels.risks,
        evidence=labels.evidence,
        facts=_facts(message, turns, language.language),
        why=tuple(_cause(message.text, label, span, spans[span]) for label, span in decided),
        needs_review=is_hazard or not _is_sure(labels, language),
        choice=choice_of(turns[-1].text),
        answer=labels.answer,
        answers_shop=turns[-1].answers_shop,
        is_hazard=is_hazard,
        is_empty=labels.is_empty and labels.reasons[0].reason is Reason.MISSING_ITEMS,
    )


def _is_sure(labels: Labels, language: Detected) -> bool:
    """Whether the first guess needs no second look."""
    return labels.reasons[0].probability >= labels.review_from and language.language != UNDETERMINED


def _last(turns: Sequence[Turn], encoder: Encoder) -> Encoded | None:
    """Return the last of several messages, where it counts on its own."""
    counts = len(turns) > 1 and counts_alone(turns[-1].text)
    return encoder.encode(turns[-1].text) if counts else None


def _language(
    message: Message, words: str, encoded: Encoded, heads: Mapping[str, Head], models: LanguageModels
) -> Detected:
    opinion = dict(zip(LOCALES, map(float, heads["language"].softmax(encoded.vector)), strict=True))
    return as_language(message.language) if message.language else detect(words, models, opinion)


def _told(language: Detected) -> dict[str, Any]:
    return {
        "language": language.language,
        "locale": language.locale,
        "language_confidence": language.confidence,
        "script": language.script,
        "locales": language.locales,
    }


def _unheard(message: Message, language: Detected) -> Reading:
    """Return the reading of a thread in which the shop alone speaks: what the buyer wants is not known."""
    return Reading(
        **_told(language),
        reasons=(Guess(reason=Reason.OTHER, probability=0.0),),
        facts=_facts(message, (), language.language),
        needs_review=True,
    )


def _facts(message: Message, turns: Sequence[Turn], language: str) -> Facts:
    """Return the facts that the buyer states: what the shop offers or asks, and what is quoted, is not his word.

    Personal data is to be blacked out wherever it stands. A number of the order or the parcel says which one is meant,
    whoever wrote it; the buyer's own goes before.
    """
    text, day = message.text, message.received_on
    said = theirs(text, turns)
    whole = find_facts(text, language, day)
    if said.rstrip("\n") == text.rstrip():
        return whole
    own = find_facts(said, language, day)
    numbers = own if own.order_numbers or own.tracking_numbers else whole
    return own.model_copy(
        update={
            "order_numbers": numbers.order_numbers,
            "tracking_numbers": numbers.tracking_numbers,
            "personal": whole.personal,
        }
    )


def _clauses(turns: Sequence[Turn]) -> dict[tuple[int, int], int]:
    """Return the clauses of the joined turns, and how much further each of them stands in the pasted text."""
    spans, joined = {}, 0
    for turn in turns:
        for start, end in clauses(turn.text):
            spans[start + joined, end + joined] = turn.start - joined
        joined += len(turn.text) + 1
    return spans


def _decided(
    causes: Sequence[tuple[str, Sequence[Span]]],
    words: str,
    reason: Reason,
    encoder: Encoder,
    heads: Mapping[str, Head],
) -> list[tuple[str, Span]]:
    """Return the clause that decided for each label.

    The tokens of a greeting take on what the text is about. Where the clause of the reason stands first or last, is
    short, and does not say it when read by itself, all clauses are read by themselves.
    """
    decided = [(label, places[0]) for label, places in causes if places]
    label, places = causes[0]
    if len(places) <= 1:
        return decided
    start, end = places[0]
    if end - start > GREETING or places[0] not in {min(places), max(places)}:
        return decided
    alone = [says(reason, encoder.encode(words[start:end]), heads)]
    if alone[0] < SAID:
        alone += [says(reason, encoder.encode(words[start:end]), heads) for start, end in places[1:]]
        decided[0] = (label, places[alone.index(max(alone))])
    return decided


def _cause(text: str, label: str, span: tuple[int, int], further: int) -> Cause:
    start, end = span[0] + further, span[1] + further
    return Cause(label=label, start=start, end=end, text=text[start:end])


THE_MESSAGE = Line(msgid="The message")


def require_text(text: str) -> None:
    """Refuse what is no message. Raises EmptyTextError, TextTooLongError, NotTextError."""
    if not text.strip():
        raise EmptyTextError
    if len(text) > LONGEST_TEXT:
        raise TextTooLongError(len(text), LONGEST_TEXT)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotTextError(THE_MESSAGE, Line(msgid="it holds bytes that are not UTF-8"))
    controls = sum(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text)
    if "\x00" in text or controls > len(text) * CONTROLS:
        raise NotTextError(THE_MESSAGE, Line(msgid="it holds control characters"))
