"""What must not stand on a card: the rules for every text to a buyer, and those that only a card can break."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.cards.compose import excess, shown_link
from assistant.cards.nouns import CardLine, Role
from assistant.cards.vocabulary import asks_to_write, gives, speaks_of_review
from assistant.model import Finding, Severity
from assistant.writing.lint.rules import RULES
from assistant.writing.lint.vetted import vetted_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Reads cards of one shop on one platform; `linter` has the limits of `card_limits`."""

    def __init__(self, linter: Linter, platform: Platform, shop: Shop) -> None:
        self._platform = platform
        self._linter = linter
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
                vetted = vetted_sentences(line.text, ())
                yield from ((line, one) for one in self._linter.lint(line.text, allowed=self._known, vetted=vetted))

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
        yield from self._linter.lint(text, allowed=self._known)
        review, gift, contact = speaks_of_review(text), gives(text), asks_to_write(text)
        cards = self._platform.cards
        if review and gift:
            yield finding("review_incentive", text)
        if contact and (review or cards.allow_help.value is not True):
            yield finding("dispute_discouraged", text)
        if gift and cards.allow_coupon.value is not True:
            yield finding("coupon_not_allowed", text)


def finding(rule: str, text: str) -> Finding:
    """Return the finding of a rule on a whole line."""
    known = RULES[rule]
    return Finding(
        rule=rule,
        severity=known.severity,
        text=text,
        start=0,
        end=len(text),
        why=known.why,
        suggestion=known.suggestion,
    )


def forbids(found: Found) -> bool:
    """Whether a finding forbids to print the card."""
    return found[1].severity is Severity.ERROR
