"""What a text must not say to a buyer: forms by patterns over normalized text, meanings by the encoder's head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import Finding
from assistant.writing.lint.meaning import meanings
from assistant.writing.lint.numbers import differing
from assistant.writing.lint.options import unplanned
from assistant.writing.lint.patterns import forms
from assistant.writing.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.deciding.rulebook.playbook import MessageRules
    from assistant.encoder import Encoder, Head

__all__ = ["Linter", "Span"]

LENGTHS = {"too_long", "long_text"}


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text that breaks a rule."""

    rule: str
    start: int
    end: int


def _permissions(limits: MessageRules) -> tuple[tuple[str, object], ...]:
    """Return the rules about meaning that a platform can lift, each with whether it does."""
    return (
        ("off_platform_contact", limits.allow_contact.value),
        ("off_platform_payment", limits.allow_payment.value),
    )


class Linter:
    """Lints texts against a platform's message rules, with a shop's named exceptions.

    A link to one of the platform's own `hosts` leads nobody away from it.
    """

    def __init__(
        self,
        encoder: Encoder,
        heads: Mapping[str, Head],
        limits: MessageRules,
        suppressed: Sequence[str] = (),
        hosts: Sequence[str] = (),
    ) -> None:
        self._encoder, self._head, self._limits = encoder, heads["rule"], limits
        allowed = {rule for rule, value in _permissions(limits) if value is True}
        self._suppressed, self._hosts = frozenset(suppressed), tuple(hosts)
        self._permitted = frozenset(allowed)

    def lint(
        self,
        text: str,
        *,
        allowed: Sequence[str] = (),
        vetted: Sequence[str] = (),
        draft: str | None = None,
        limit: int | None = None,
    ) -> tuple[Finding, ...]:
        """Return the findings in the order of the text.

        `allowed` is what may stand there whatever it looks like, as an order's own numbers; `vetted` are sentences from
        our own catalogues, whose meaning the tests have checked; `draft` is what the text was before the staff edited
        it, whose numbers and options it must keep; `limit` is what its channel takes, where that is less.
        """
        spans = [Span(*found) for found in forms(text, self._limits, allowed, self._hosts)]
        if limit is not None and len(text) > limit and not any(span.rule in LENGTHS for span in spans):
            spans.append(Span("long_text", limit, len(text)))
        if draft is not None:
            spans += [Span(*found) for found in (*differing(text, draft), *unplanned(text, draft))]
        spans += [
            Span(*found)
            for found in meanings(text, self._encoder, self._head, vetted)
            if found[0] not in self._permitted
            and not any(found[0] == span.rule and found[1] < span.end and span.start < found[2] for span in spans)
        ]
        spans.sort(key=lambda span: (span.start, span.end, span.rule))
        return tuple(self._finding(span, text) for span in spans if span.rule not in self._suppressed)

    @staticmethod
    def _finding(span: Span, text: str) -> Finding:
        rule = RULES[span.rule]
        return Finding(
            rule=span.rule,
            severity=rule.severity,
            text=text[span.start : span.end],
            start=span.start,
            end=span.end,
            why=rule.why,
            suggestion=rule.suggestion,
        )
