"""Thank-you cards, wired: each parcel gets its card or a reason why it gets none, and cards come onto paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from assistant import fonts, resources
from assistant.cards.compose import CardWriter, Wanted, without_pictures
from assistant.cards.designs import parse_designs
from assistant.cards.lint import CardLinter, card_limits, forbids
from assistant.cards.nouns import Card, CardLine, Occasion, Parcel
from assistant.cards.occasions import holiday_of, occasion_of
from assistant.cards.press import Press, Work
from assistant.cards.refusals import forbidden, titled
from assistant.cards.sheets import SIZES, Size
from assistant.care.destinations import Destinations
from assistant.errors import DataError, MissingCatalogueError, UnknownValueError
from assistant.loading import card_templates
from assistant.model import Line, OrderStatus, Tone
from assistant.print_errors import CardError, MissingGlyphError
from assistant.reading.language import as_language
from assistant.writing.formats import as_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.cards.sheets import Sheet
    from assistant.errors import AssistantError
    from assistant.writing.lint import Linter

DOMAIN = "cards"
PLAIN_SIZE = Size(*SIZES["90x54"])
NOTHING_PACKED = {
    OrderStatus.CANCELLED: Line(msgid="the order is cancelled"),
    OrderStatus.CLOSED: Line(msgid="the order is closed"),
    OrderStatus.RETURNED: Line(msgid="the goods came back"),
    OrderStatus.UNPAID: Line(msgid="the order is not paid yet"),
}
GONE = {
    OrderStatus.DELIVERED: Line(msgid="the parcel has arrived already"),
    OrderStatus.COMPLETED: Line(msgid="the order is completed"),
}
REFUNDED, DISPUTED = Line(msgid="the whole price was refunded"), Line(msgid="a dispute is open")
NO_LANGUAGE = Line(msgid="neither the buyer's language nor his country is known: choose one with --language")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for all cards; None leaves it to each order. `holiday` looks up the country's next one.

    Where the cards are not `pictured` they are text alone: the address stands there, no word about a QR code.
    `platform` is that of the orders that name none: another's rules would print what the order's own forbids.
    """

    tone: Tone
    occasion: Occasion | None = None
    locale: str | None = None
    platform: str | None = None
    pictured: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """What was chosen for the paper."""

    design: str = "plain"
    size: Size = PLAIN_SIZE
    sheet: Sheet | None = None
    marks: bool = False
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class NoCard:
    """A parcel without a card, and why; an error is one that somebody must mend, no error needs nothing."""

    parcel: Parcel
    why: Line
    error: AssistantError | None = None
    line: CardLine | None = None


class CardShop:
    """Writes and prints the cards of one shop. Every method raises an AssistantError for the staff."""

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        self._assistant, self._shop, self._folder = assistant, assistant.shop, folder
        self._linters = lru_cache(maxsize=None)(self._make_linter)
        self._reader = lru_cache(maxsize=None)(self._make_reader)
        self._holiday = lru_cache(maxsize=None)(self._look_up_holiday)

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """The locales that cards are written in."""
        return resources.locale_names(DOMAIN)

    @cached_property
    def _writer(self) -> CardWriter:
        return CardWriter(card_templates(), self._shop)

    def locale_of(self, language: str) -> str:
        """Return the locale of a language that somebody chose. Raises MissingCatalogueError."""
        locale = as_language(language).locale
        if locale not in self.locales:
            raise MissingCatalogueError(language, self.locales)
        return locale

    def card(self, parcel: Parcel, choice: Choice) -> Card | NoCard:
        """Return the card for a parcel, or why it gets none."""
        wrong = _nothing_to_thank_for(parcel)
        if wrong:
            return NoCard(parcel, wrong)
        locale = choice.locale or self._destinations.locale(parcel.language, parcel.country)
        if locale is None:
            return NoCard(parcel, NO_LANGUAGE)
        card = self._written(parcel, locale, choice)
        broken = next(filter(forbids, card.findings), None)
        if broken:
            line, found = broken
            why = forbidden(found)
            error = CardError(titled(parcel), line.role, line.text, why)
            return NoCard(parcel, error.line, error, line)
        return card

    def _written(self, parcel: Parcel, locale: str, choice: Choice) -> Card:
        platform = self._assistant.playbook(parcel.platform or choice.platform).platform
        wanted = Wanted(locale, choice.tone, self._occasion(parcel, choice), choice.pictured)
        card = self._writer.write(parcel, wanted, platform)
        return replace(card, findings=self._linters(platform.key).findings(card))

    def _occasion(self, parcel: Parcel, choice: Choice) -> Occasion:
        if choice.occasion is Occasion.HOLIDAY:
            return self._holiday(parcel.country) if parcel.country else Occasion.PLAIN
        return choice.occasion or occasion_of(parcel, self._assistant.today)

    def _look_up_holiday(self, country: str) -> Occasion:
        wishes = resources.read_wishes()
        return holiday_of(
            country, self._assistant.today, int(wishes["days"]), wishes["wishes"], resources.holiday_names
        )

    @cached_property
    def _destinations(self) -> Destinations:
        return Destinations(self.locales, self._shop.care.languages, 0, 0)

    def _make_linter(self, key: str) -> CardLinter:
        platform = self._assistant.playbook(key).platform
        return CardLinter(lambda: self._reader(key), platform, self._shop)

    def _make_reader(self, key: str) -> Linter:
        from assistant.writing.lint import Linter

        limits = card_limits(self._assistant.playbook(key).platform)
        return Linter(self._assistant.encoder, self._assistant.heads, limits, tuple(self._shop.lint.suppress))

    def work(self, paper: Paper) -> Work:
        """Return the press's work for some paper. Raises UnknownValueError, FileError, PictureError."""
        from assistant.cards.pictures import qr_code, read_logo

        designs, problems = parse_designs(resources.read_designs())
        if problems:
            raise DataError(problems)
        if paper.design not in designs:
            raise UnknownValueError(Line(msgid="design"), paper.design, designs)
        settings, name = self._shop.card, self._shop.shop.name
        folder = self._folder / settings.fonts if settings.fonts else None
        character = fonts.missing(name, "en", folder) if name and not settings.logo else None
        if character is not None:
            font = fonts.wanted_font(character)
            raise MissingGlyphError(Line(msgid="The shop's name"), character, font, packaged=font in fonts.PACKAGED)
        size = paper.sheet.size if paper.sheet else paper.size
        return Work(
            design=paper.design,
            bleed=designs[paper.design].bleed,
            size=size,
            sheet=paper.sheet,
            marks=paper.marks,
            duplex=paper.duplex,
            shop=name,
            logo=read_logo(self._folder / settings.logo) if settings.logo else None,
            code=qr_code(settings.shop_url, size.width, size.height) if settings.shop_url and settings.qr else None,
            font_folder=folder,
        )

    def press(self, work: Work) -> Press:
        """Return a press."""
        return Press(resources.cards_folder(), work)


def _nothing_to_thank_for(parcel: Parcel) -> Line | None:
    """Return why a card would be out of place; a coupon for more orders offends who waits for an answer to a claim."""
    if parcel.status in NOTHING_PACKED:
        return NOTHING_PACKED[parcel.status]
    if parcel.status in GONE and not (parcel.replaced or parcel.completes):
        return GONE[parcel.status]
    return DISPUTED if parcel.disputed else REFUNDED if parcel.refunded else None


def refuser(without: list[NoCard]) -> Callable[[Card, CardLine, AssistantError], None]:
    """Return what the press is to do with a card that it cannot print: it is added to those without one."""
    return lambda card, line, error: without.append(NoCard(card.parcel, error.line, error, line))


def cover_rows(cards: Iterable[Card], folder: Path | None) -> list[list[str]]:
    """Return the rows of the list that lies on top of the pile; `folder` holds the shop's own fonts."""

    def drawn(text: str, locale: str) -> str:
        """Return what can be drawn as it is, a dash for the rest: a list is no reason to print nothing."""
        return text if text and fonts.missing(text, locale, folder) is None else "–"

    return [
        [
            str(position),
            drawn(card.parcel.number or f"row {card.parcel.row}", card.locale),
            card.locale,
            drawn(as_name(without_pictures(card.parcel.name or "")) or "", card.locale),
            card.occasion,
        ]
        for position, card in enumerate(cards, start=1)
    ]


def sample(locale: str) -> Parcel:
    """Return the parcel of a card that is for nobody in particular."""
    return Parcel(row=0, language=locale)


def card_json(card: Card, word: Any) -> dict[str, Any]:
    """Return one card of `card --json`."""
    return {
        "order": card.parcel.number,
        "row": card.parcel.row or None,
        "locale": card.locale,
        "occasion": str(card.occasion),
        "tone": str(card.tone),
        "lines": [{"role": str(line.role), "text": line.text} for line in card.lines],
        "link": card.link,
        "notes": [str(note) for note in card.notes],
        "findings": [
            {"line": str(line.role), "rule": found.rule, "severity": str(found.severity), "why": word(found.why)}
            for line, found in card.findings
        ],
    }
