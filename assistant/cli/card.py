"""`assistant card`: thank-you cards, one an order, as PDF, picture or text; without orders, in all languages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import FAILED, WITH_REJECTED, common, make_assistant, print_json, reports_errors
from assistant.cli.outputs import require_apart
from assistant.cli.staff import shop_file
from assistant.cli.usage import WrongUsageError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Assistant
    from assistant.cards.nouns import Card
    from assistant.cards.sheets import Sheet, Size
    from assistant.parcels import ParcelFile
    from assistant.printing import CardShop, Choice, NoCard, Paper

SHOWN = 20  # rejected rows that the screen tells of
PAIR = "MM[xMM]"
WHOLE = 1000  # what the progress bar counts to


@click.command("card")
@click.argument("orders", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Output: .pdf, .png, .svg or .txt.")
@click.option("--design", default="plain", metavar="D", help="plain, band or frame (for a print shop).")
@click.option("--size", metavar="S", help="90x54 (default), 85x55, a6, a7, or WIDTHxHEIGHT in millimetres.")
@click.option("--sheet", metavar="P", help="Many on a sheet: a4 or letter, or labels such as a4:4x2 (rows x columns).")
@click.option("--margin", metavar=PAIR, help="What a sheet has left and top of its first card.")
@click.option("--gap", metavar=PAIR, help="What a sheet has between columns and rows.")
@click.option("--start", type=click.IntRange(1), default=1, metavar="N", help="The first free place of a used sheet.")
@click.option("--crop-marks", is_flag=True, help="Draw where to cut.")
@click.option("--duplex", is_flag=True, help="Print backs, for paper that is turned over its long edge.")
@click.option("--tone", metavar="T", help="warm, formal or brief (default: the shop's).")
@click.option("--occasion", metavar="O", help="holiday, replacement, returning ... (default: what the order shows).")
@click.option(
    "--language", "languages", multiple=True, metavar="L", help="Instead of the buyer's; without orders: only."
)
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="Which column of ORDERS is what.")
@click.option("--platform", metavar="P", help="Whose rules count, for orders that name none.")
@common
@reports_errors
def command(  # noqa: PLR0913, PLR0917 - an option each
    orders: Path | None,
    out: Path | None,
    design: str,
    size: str | None,
    sheet: str | None,
    margin: str | None,
    gap: str | None,
    start: int,
    crop_marks: bool,  # noqa: FBT001 - click passes flags so
    duplex: bool,  # noqa: FBT001 - the same
    tone: str | None,
    occasion: str | None,
    languages: tuple[str, ...],
    mapping: Path | None,
    platform: str | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """Write a thank-you card for each order in ORDERS (.csv, .xlsx, .jsonl, .parquet), in the buyer's language.

    Without ORDERS one card in each language is written. A card that would break a rule, or on which a line does not
    fit, is not printed. Beside OUT stand the list of the cards (.cover.pdf), the orders without a card and why
    (.skipped.jsonl), and the rows and cards that somebody must mend (.rejected.jsonl).
    """
    from assistant.card_files import is_text, require_kind
    from assistant.choices import known
    from assistant.model import Tone
    from assistant.printing import CardShop, Choice

    assistant = make_assistant(shop, today, staff_language)
    cards = CardShop(assistant, (shop_file(shop) or Path("shop.toml")).parent)
    locales = tuple(cards.locale_of(language) for language in languages)
    if orders is not None and len(locales) > 1:
        raise WrongUsageError(Line(msgid="With ORDERS one --language at most: a card is written in one language."))
    if out is not None:
        require_kind(out)
        paper = _paper(design, size, (sheet, margin, gap, start), marks=crop_marks, duplex=duplex)
    else:
        paper = None
    if platform is not None:
        assistant.playbook(platform)
    choice = Choice(
        tone=known(tone or assistant.shop.shop.tone, Tone),
        occasion=_occasion(occasion),
        locale=locales[0] if orders is not None and locales else None,
        platform=platform,
        pictured=not is_text(out),
    )
    source = _parcel_file(orders, out, assistant, platform, mapping)
    run = _Run(cards, choice, paper, out, assistant.word)
    if source is None:
        run.without_orders(locales or cards.locales)
    else:
        run.with_orders(source)
    run.end(as_json=as_json)


def _parcel_file(
    orders: Path | None, out: Path | None, assistant: Assistant, platform: str | None, mapping: Path | None
) -> ParcelFile | None:
    from assistant.care.intake import HeaderMapping, load_mapping
    from assistant.parcels import ParcelFile

    if orders is None:
        return None
    if out is not None:
        beside = (out.with_suffix(suffix) for suffix in (".cover.pdf", ".skipped.jsonl", ".rejected.jsonl"))
        require_apart((out, *beside), (orders, mapping))
    return ParcelFile(orders, assistant, platform, load_mapping(mapping) if mapping else HeaderMapping())


def _occasion(text: str | None) -> Any:
    from assistant.cards.nouns import Occasion
    from assistant.errors import UnknownValueError

    if text is None:
        return None
    try:
        return Occasion(text)
    except ValueError:
        raise UnknownValueError(Line(msgid="occasion"), text, [str(one) for one in Occasion]) from None


def _paper(
    design: str, size: str | None, sheet: tuple[str | None, str | None, str | None, int], *, marks: bool, duplex: bool
) -> Paper:
    from assistant.cards.sheets import parse_sheet, parse_size
    from assistant.printing import PLAIN_SIZE, Paper

    name, margin, gap, start = sheet
    trimmed: Size | None = parse_size(size) if size else None
    laid: Sheet | None = None
    if name is not None:
        laid = parse_sheet(name, trimmed, _pair("--margin", margin), _pair("--gap", gap), start, cut=marks)
    elif margin or gap or start > 1:
        raise WrongUsageError(Line(msgid="--margin, --gap and --start belong to a --sheet: name it too."))
    return Paper(design, trimmed or PLAIN_SIZE, laid, marks, duplex)


def _pair(option: str, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    parts = text.lower().replace("×", "x").split("x")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) not in {1, 2} or not all(0 <= number < 1000 for number in numbers):  # noqa: PLR2004 - a metre
        why = Line(
            msgid="'%(text)s' is not one or two lengths in millimetres, such as 5 or 8x12", slots=(("text", text),)
        )
        raise WrongUsageError(Line(msgid="Invalid value for %(name)s: %(why)s", slots=(("name", option), ("why", why))))
    return numbers[0], numbers[-1]


class _Run:
    """One call of the command: what was written, what was left out, and why."""

    def __init__(self, shop: CardShop, choice: Choice, paper: Paper | None, out: Path | None, word: Any) -> None:
        self._shop, self._choice, self._paper, self._out, self._word = shop, choice, paper, out, word
        self._done: list[Card] = []
        self._without: list[NoCard] = []
        self._rejected: list[dict[str, Any]] = []
        self._orders = False

    def without_orders(self, locales: tuple[str, ...]) -> None:
        """Write a card for nobody in particular in each locale."""
        from dataclasses import replace

        from assistant.printing import sample

        written = [self._shop.card(sample(one), replace(self._choice, locale=one)) for one in locales]
        self._write(one for one in self._sorted_out(written))

    def with_orders(self, source: ParcelFile) -> None:
        """Write a card for each parcel."""
        from assistant.cli.bar import progress_bar

        self._orders = True
        with progress_bar(WHOLE) as show:
            self._write(self._cards(source, show))

    def _cards(self, source: ParcelFile, show: Any) -> Iterator[Card]:
        for parcel in source:
            show(int(source.progress * WHOLE), source.rows)
            if isinstance(parcel, dict):
                self._rejected.append(parcel)
            else:
                yield from self._sorted_out([self._shop.card(parcel, self._choice)])

    def _sorted_out(self, written: list[Any]) -> Iterator[Card]:
        from assistant.printing import NoCard

        for one in written:
            if isinstance(one, NoCard):
                self._without.append(one)
            else:
                yield one

    def _write(self, cards: Iterator[Card]) -> None:
        from assistant.card_files import cover_of, is_text, print_cards, write_cover, write_text

        if self._out is None or self._paper is None:
            self._done = list(cards)
        elif is_text(self._out):
            self._done = write_text(self._out, cards)
        else:
            work = self._shop.work(self._paper)
            self._done = print_cards(self._out, cards, self._shop, work, self._without)
            if self._orders and self._done:
                write_cover(self._out, self._done, self._shop, work)
            elif not self._leaves_lists:
                cover_of(self._out).unlink(missing_ok=True)  # the list of an earlier run

    @property
    def _leaves_lists(self) -> bool:
        """Whether the lists beside the cards are another run's: of a table, with cards of another kind."""
        from assistant.card_files import shares_lists

        return self._out is not None and not self._orders and shares_lists(self._out)

    def end(self, *, as_json: bool) -> None:
        """Say what was done; exits with 3 where something must be mended, with 1 where there is no card for that."""
        from assistant.card_files import cards_json, write_lines

        skipped = [
            {"row": one.parcel.row, "order": one.parcel.number, "why": self._word(one.why)}
            for one in self._without
            if not one.error
        ]
        self._rejected += [_rejection(one, self._word) for one in self._without if one.error]
        self._rejected.sort(key=lambda row: row["row"])
        if self._out is not None and not self._leaves_lists:
            write_lines(self._out.with_suffix(".skipped.jsonl"), skipped)
            write_lines(self._out.with_suffix(".rejected.jsonl"), self._rejected)
        if as_json:
            print_json(cards_json(self._done, skipped, self._rejected, self._word))
        elif self._out is None:
            for card in self._done:
                click.echo(f"[{card.parcel.title if self._orders else card.locale}]\n{card.text}\n")
        self._report(skipped)
        if self._rejected:
            sys.exit(WITH_REJECTED if self._orders and self._done else FAILED)

    def _report(self, skipped: list[dict[str, Any]]) -> None:
        is_filed = self._out is not None and not self._leaves_lists  # the file beside OUT has all of them
        told = self._rejected[:SHOWN] if is_filed else self._rejected
        for row in told:
            if self._orders:
                slots = tuple((name, row[name]) for name in ("row", "field", "why"))
                self._say(Line(msgid="row %(row)s, %(field)s: %(why)s", slots=slots))
            else:
                self._say(Line(msgid="assistant: %(sentence)s", slots=(("sentence", row["why"]),)))
        for row in skipped if self._out is None else ():
            self._say(Line(msgid="row %(row)s: no card, %(why)s", slots=(("row", row["row"]), ("why", row["why"]))))
        for note in dict.fromkeys(note for card in self._done for note in card.notes):
            self._say(Line(msgid="note: %(note)s", slots=(("note", note),)))
        if self._out is not None:
            counts = (len(self._done), len(skipped), len(self._rejected))
            self._say(
                Line(
                    msgid="%(out)s: %(cards)s cards, %(without)s orders without one, %(rejected)s rejected.",
                    slots=(
                        ("out", str(self._out)),
                        *zip(("cards", "without", "rejected"), (f"{count:,}" for count in counts), strict=True),
                    ),
                )
            )

    def _say(self, line: Line) -> None:
        click.echo(self._word(line), err=True)


def _rejection(one: NoCard, word: Any) -> dict[str, Any]:
    field, value = (f"card.{one.line.role}", one.line.text) if one.line else ("card", "")
    return {"row": one.parcel.row, "field": field, "value": value, "why": word(one.why)}
