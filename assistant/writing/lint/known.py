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


def known_of(order: Order, shop: Shop) -> tuple[str, ...]:
    """Return what may stand in a letter about an order, word for word."""
    titles = [form(item.title) for item in order.items for form in (as_title, as_text)]
    facts = ((order.number, order.tracking_number), (order.carrier,), titles)
    return tuple(filter(None, (order.tracking_url, shop.returns.address, *harmless(*facts))))


def harmless(
    numbers: Iterable[str | None], carriers: Iterable[str | None], titles: Iterable[str | None]
) -> Iterator[str]:
    """Yield the facts of an order that lead the buyer nowhere; a carrier may be called by its site."""
    yield from (text for text in _texts(numbers) if not _has(text, (*REACHING, *LINKS, *NAMES)))
    yield from (text for text in _texts(carriers) if not _has(text, (*REACHING, *NUMBERS)) and _says_more(text))
    yield from (text for text in _texts(titles) if not _has(text, (*REACHING, *NUMBERS, *LINKS)) and _says_more(text))


def _texts(values: Iterable[str | None]) -> Iterator[str]:
    yield from dict.fromkeys(filter(None, (as_text(value or "") for value in values)))


def _has(text: str, searched: Iterable[Form]) -> bool:
    return any(True for source in _sources(text) for form in searched for _ in form.places(source))


def _says_more(text: str) -> bool:
    """Whether a title is more than such a name: else whoever sells 'Discord' could lead every buyer there."""
    named = {
        at
        for source in _sources(text)
        for form in NAMES
        for start, end in form.places(source)
        for at in range(start, end)
    }
    return any(sign.isalpha() and at not in named for at, sign in enumerate(normalize(text).text))


def _sources(text: str) -> tuple[str, str]:
    plain = normalize(text).text
    return plain, unmasked(plain)
