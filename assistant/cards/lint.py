"""What must not stand on a card: the rules for every text to a buyer, and those that only a card can break."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.cards.compose import excess, shown_link
from assistant.cards.nouns import CardLine, Role
from assistant.cards.vocabulary import asks_to_write, gives, speaks_of_review
from assistant.model import Finding, Severity
from assistant.writing.lint.patterns import forms
from assistant.writing.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.cards.nouns import Card
    from assistant.deciding.rulebook.playbook import MessageRules, Platform
    from assistant.shop import Shop
    from assistant.writing.lint import Linter

Found = tuple[CardLine, Finding]


def card_limits(platform: Platform) -> MessageRules:
    """Return the platform's rules about messages, with what it says of cards in their place."""
    cards = platform.cards
    changed = {
        "allow_coupon": cards.allow_coupon,
        "allow_contact": cards.allow_contact,
        "allow_links": cards.allow_shop,
    }
    return platform.messages.model_copy(update=changed)


class CardLinter:
    """Reads cards of one shop on one platform.

    `linter` returns the reader of meanings, with the limits of `card_limits`; it is asked for when a shop has a line of
    its own, because it needs the encoder, which holds more memory than all the rest.
    """

    def __init__(self, linter: Callable[[], Linter], platform: Platform, shop: Shop) -> None:
        self._platform, self._limits = platform, card_limits(platform)
        self._linter = linter
        self._suppressed = shop.lint.suppress
        settings = shop.card
        self._known = tuple(
            filter(None, (settings.shop_url, shown_link(settings.shop_url or ""), settings.email, shop.shop.name))
        )
        # A shop's own line stands on thousands of cards and is read once.
        self._own = lru_cache(maxsize=256)(self._read_own)

    def findings(self, card: Card) -> tuple[Found, ...]:
        """Return what breaks a rule, each with its line."""
        return (*self._length(card), *self._forms(card), *self._typed(card))

    def _length(self, card: Card) -> Iterator[Found]:
        if excess(card.lines, card.locale, self._platform):
            last = card.lines[-1]
            yield last, finding("too_long", last.text)

    def _forms(self, card: Card) -> Iterator[Found]:
        """Yield the links, numbers and names of services that a buyer's name or a setting has brought in."""
        for line in card.lines:
            if line.role is not Role.OWN:
                for rule, start, end in forms(line.text, self._limits, self._known):
                    if rule not in self._suppressed:
                        yield line, finding(rule, line.text[start:end], start)

    def _typed(self, card: Card) -> Iterator[Found]:
        roles = {line.role for line in card.lines}
        for line in card.lines:
            if line.role is Role.OWN:
                yield from ((line, one) for one in self._own(line.text))
                if (Role.COUPON in roles and speaks_of_review(line.text)) or (
                    Role.REVIEW in roles and gives(line.text)
                ):
                    yield line, finding("review_incentive", line.text)

    def _read_own(self, text: str) -> tuple[Finding, ...]:
        return tuple({one.rule: one for one in self._read(text)}.values())

    def _read(self, text: str) -> Iterator[Finding]:
        yield from self._linter().lint(text, allowed=self._known)
        review, gift, contact = speaks_of_review(text), gives(text), asks_to_write(text)
        cards = self._platform.cards
        if review and gift:
            yield finding("review_incentive", text)
        if contact and (review or cards.allow_help.value is not True):
            yield finding("dispute_discouraged", text)
        if gift and cards.allow_coupon.value is not True:
            yield finding("coupon_not_allowed", text)


def finding(rule: str, text: str, start: int = 0) -> Finding:
    """Return the finding of a rule on a whole line, or on a part of it."""
    known = RULES[rule]
    return Finding(
        rule=rule,
        severity=known.severity,
        text=text,
        start=start,
        end=start + len(text),
        why=known.why,
        suggestion=known.suggestion,
    )


def forbids(found: Found) -> bool:
    """Whether a finding forbids to print the card."""
    return found[1].severity is Severity.ERROR
