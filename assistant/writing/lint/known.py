"""What a letter may name although it looks like what it must not say: the order's numbers, addresses and titles.

What stands beside them is read like everything else. The buyer's name is not among them: a stranger has written it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.writing.formats import as_text, as_title
from assistant.writing.lint.normalize import normalize, unmasked
from assistant.writing.lint.patterns import (
    ABROAD_PHONE,
    ACCOUNTS,
    BANK,
    CARDS,
    HOME_PHONES,
    LINKS,
    MAILBOX,
    MESSENGER,
    SERVICE,
    SLOTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.model import Order
    from assistant.shop import Shop
    from assistant.writing.lint.form import Form

# What leads to somebody stays forbidden even inside of a fact: who wants to smuggle a contact types it there. Names of
# brands and services lead nowhere by themselves, and a number of an order may have the check digit of a card.
REACHING = (MAILBOX, ABROAD_PHONE, *ACCOUNTS)
NUMBERS = (*HOME_PHONES, BANK, *CARDS)
NAMES = (MESSENGER, SERVICE, SLOTS)
# By the slot that the fact fills. A carrier may be called by its site.
FORBIDDEN = {
    "order_number": (*REACHING, *LINKS),
    "tracking_number": (*REACHING, *LINKS),
    "tracking_url": (MAILBOX, MESSENGER, SERVICE),
    "carrier": (*REACHING, *NUMBERS),
    "item": (*REACHING, *NUMBERS, *LINKS),
}


def known_of(order: Order, shop: Shop) -> tuple[str, ...]:
    """Return what may stand in a letter about an order, word for word."""
    titles = [form(item.title or "") for item in order.items for form in (as_title, as_text)]
    facts = (
        ("order_number", order.number), ("tracking_number", order.tracking_number), ("carrier", order.carrier),
        *(("item", title) for title in titles),
    )  # fmt: skip
    return tuple(filter(None, (order.tracking_url, shop.returns.address, *harmless(facts))))


def harmless(facts: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Yield those of some facts, each with its slot, that lead the buyer to nobody."""
    for slot, value in dict.fromkeys(facts):
        text = as_text(value or "")
        if text and not _has(text, FORBIDDEN[slot]) and not _is_only_a_name(text):
            yield text


def _has(text: str, searched: Iterable[Form]) -> bool:
    return any(True for source in _sources(text) for form in searched for _ in form.places(source))


def _is_only_a_name(text: str) -> bool:
    """Whether a fact is no more than such a name: else whoever sells 'Discord' could lead every buyer there."""
    named = {
        at
        for source in _sources(text)
        for form in NAMES
        for start, end in form.places(source)
        for at in range(start, end)
    }
    left = (sign for at, sign in enumerate(normalize(text).text) if at not in named)
    return bool(named) and not any(map(str.isalpha, left))


def _sources(text: str) -> tuple[str, str]:
    plain = normalize(text).text
    return plain, unmasked(plain)
