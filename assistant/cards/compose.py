"""What a card says: its lines out of the catalogue, within the platform's rules and the limits of a card."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.cards.nouns import Card, CardLine, Occasion, Parcel, Role
from assistant.cards.vocabulary import gives, speaks_of_review
from assistant.lines import Line
from assistant.model import Tone
from assistant.writing.formats import as_name, as_percent, as_period, as_text, isolated, parsed
from assistant.writing.lint.links import is_within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.deciding.rulebook.playbook import Platform
    from assistant.shop import Shop
    from assistant.writing.templates import Templates

TEMPLATE = "text.j2"
DENSE = {"zh", "ja", "ko"}
UNSPACED = {"zh", "ja", "th", "vi"}  # no blanks between words, or one after every syllable
# What a card that is too long does without, the first first; thanks and help always stand. The line about reviews goes
# late: if long apologies for a delay pushed it out, only content buyers would be asked (U2).
DROPPED = (Role.HOURS, Role.SHOP, Role.COUPON, Role.REVIEW)
SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
PICTURE_SELECTOR, FIRST_PICTURE, MODIFIERS = "\ufe0f", 0x2190, range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the card is to be: locale, tone, occasion, and whether what it is written to can carry a QR code."""

    locale: str
    tone: Tone
    occasion: Occasion
    pictured: bool = True


class CardWriter:
    """Writes cards for one shop."""

    def __init__(self, templates: Templates, shop: Shop) -> None:
        self._templates, self._shop = templates, shop

    def write(self, parcel: Parcel, wanted: Wanted, platform: Platform) -> Card:
        """Return the card for a parcel; what was left out, and why, stands in its notes."""
        notes: list[Line] = []
        name = self._name(parcel, wanted.locale, notes)
        link = link_of(self._shop, platform, notes)
        lines = self._lines(name, link, wanted, platform, parcel, notes)
        lines = self._within_limits(lines, wanted, platform, notes, name)
        return Card(
            parcel=parcel,
            locale=wanted.locale,
            occasion=wanted.occasion,
            lines=tuple(lines),
            link=link if any(line.role is Role.SHOP for line in lines) else None,
            tone=wanted.tone,
            notes=tuple(notes),
        )

    @staticmethod
    def _name(parcel: Parcel, locale: str, notes: list[Line]) -> str | None:
        if not parcel.name:
            return None
        plain = without_pictures(parcel.name)
        if plain != parcel.name:
            notes.append(Line(msgid="a picture character was taken out of the buyer's name"))
        name = as_name(plain)
        if name is None:
            notes.append(Line(msgid="the buyer's name is left out: it is too long for a card, or no name"))
            return None
        return isolated(name, locale)

    def _lines(
        self,
        name: str | None,
        link: str | None,
        wanted: Wanted,
        platform: Platform,
        parcel: Parcel,
        notes: list[Line],
    ) -> list[CardLine]:
        values = self._values(name, link, wanted, platform)
        roles = [Role.THANKS]
        own = as_text(self._shop.card.lines.get(wanted.locale, ""))
        lines = {Role.OWN: own}
        coupon = self._may_give(platform, notes)
        roles += [Role.OWN] if own else []
        roles += [Role.COUPON] if coupon else []
        if platform.cards.allow_help.value is True:
            roles += [Role.HELP] + ([] if wanted.tone is Tone.BRIEF else [Role.HOURS])
        if self._may_ask(platform, parcel, notes, given=coupon or gives(own), own=own):
            roles.append(Role.REVIEW)
        roles += [Role.SHOP] if link else []
        found = [CardLine(role, lines.get(role) or self._render(role, wanted.locale, values)) for role in roles]
        return [line for line in found if line.text]

    def _may_give(self, platform: Platform, notes: list[Line]) -> bool:
        if not self._shop.card.coupon_code:
            return False
        if platform.cards.allow_coupon.value is not True:
            slots = (("platform", platform.name),)
            notes.append(Line(msgid="the coupon is left out: %(platform)s forbids coupons on cards", slots=slots))
            return False
        return True

    def _may_ask(self, platform: Platform, parcel: Parcel, notes: list[Line], *, given: bool, own: str) -> bool:
        """Whether the card has the line about reviews: never beside a gift, and by the same rule for every buyer."""
        if not self._shop.card.review or platform.cards.allow_review.value is not True or parcel.reviewed:
            return False
        if speaks_of_review(own):
            return False
        if given:
            notes.append(
                Line(msgid="the line about reviews is left out: a card that gives something asks for nothing (U1)")
            )
        return not given

    def _values(self, name: str | None, link: str | None, wanted: Wanted, platform: Platform) -> Mapping[str, Any]:
        card, locale = self._shop.card, wanted.locale
        shop_name = self._shop.shop.name
        share = card.coupon_share
        contact = card.email if platform.cards.allow_contact.value is True else None
        return {
            "occasion": str(wanted.occasion),
            "tone": str(wanted.tone),
            "buyer_name": name,
            "shop_name": isolated(as_text(shop_name), locale) if shop_name else None,
            "email": isolated(contact, locale) if contact else None,
            "hours": as_period(self._shop.reply_within_hours, "hour", locale),
            "qr": bool(link) and card.qr and wanted.pictured,
            "shop_url": isolated(shown_link(link), locale) if link else None,
            "coupon_code": isolated(as_text(card.coupon_code or ""), locale),
            "coupon_share": as_percent(share, locale) if share is not None else None,
        }

    def _render(self, role: Role, locale: str, values: Mapping[str, Any]) -> str:
        return " ".join(self._templates.render_lines(TEMPLATE, str(role), locale, values))

    def _within_limits(
        self, lines: Sequence[CardLine], wanted: Wanted, platform: Platform, notes: list[Line], name: str | None
    ) -> list[CardLine]:
        """Return the lines without those that a card has no room for; no sentence is cut."""
        kept = list(lines)
        for shorter in (*DROPPED[:1], Role.HELP, *DROPPED[1:], Role.THANKS):
            if not excess(kept, wanted.locale, platform):
                break
            if shorter is Role.HELP:
                kept = self._replaced(kept, Role.HELP, replace(wanted, tone=Tone.BRIEF), platform)
            elif shorter is Role.THANKS and name:
                notes.append(Line(msgid="the buyer's name is left out: the card would be longer than a card may be"))
                kept = self._replaced(kept, Role.THANKS, wanted, platform)
            elif shorter is not Role.THANKS and any(line.role is shorter for line in kept):
                notes.append(
                    Line(
                        msgid="the line '%(line)s' is left out: the card would be longer than a card may be",
                        slots=(("line", str(shorter)),),
                    )
                )
                kept = [line for line in kept if line.role is not shorter]
        return kept

    def _replaced(self, lines: list[CardLine], role: Role, wanted: Wanted, platform: Platform) -> list[CardLine]:
        """Return the lines with another wording of one of them, without the buyer's name."""
        text = self._render(role, wanted.locale, self._values(None, None, wanted, platform))
        return [CardLine(role, text) if line.role is role else line for line in lines]


def excess(lines: Sequence[CardLine], locale: str, platform: Platform) -> str | None:
    """Return what is too much on a card: lines, characters or words; None where nothing is."""
    rules, language = platform.cards, parsed(locale).language
    characters = sum(len(line.text) for line in lines)
    most = int((rules.max_characters_dense if language in DENSE else rules.max_characters).value)
    words = 0 if language in UNSPACED else sum(len(line.text.split()) for line in lines)
    counts = (
        (len(lines), int(rules.max_lines.value), "lines"),
        (characters, most, "characters"),
        (words, int(rules.max_words.value), "words"),
    )
    return next((f"{count} {what}, more than {limit}" for count, limit, what in counts if count > limit), None)


def link_of(shop: Shop, platform: Platform, notes: list[Line]) -> str | None:
    """Return the address that the card may show: the platform's own pages, or any where it allows that (U4)."""
    link = shop.card.shop_url
    if not link:
        return None
    if platform.cards.allow_shop.value is True or is_within(link, platform.cards.hosts):
        return link
    what = Line(
        msgid="the shop's address is left out: %(platform)s does not allow addresses outside it on cards",
        slots=(("platform", platform.name),),
    )
    notes.append(what)
    return None


def shown_link(link: str) -> str:
    """Return an address as people write it."""
    begins = SCHEME.match(link)
    return link[begins.end() if begins else 0 :].removeprefix("www.").rstrip("/")


def scanned_link(link: str) -> str:
    """Return an address as a telephone opens it: one without a scheme is mere text, offered for a search."""
    begins = SCHEME.match(link)
    return link if begins and begins[0] != "//" else f"https://{link.removeprefix('//')}"


def without_pictures(text: str) -> str:
    """Return a name without emoji and other picture characters, which no card prints."""
    kept = "".join(
        character
        for character in text
        if character != PICTURE_SELECTOR
        and ord(character) not in MODIFIERS
        and not (unicodedata.category(character) == "So" and ord(character) >= FIRST_PICTURE)
    )
    return text if kept == text else " ".join(kept.replace("\u200d", "").split())
