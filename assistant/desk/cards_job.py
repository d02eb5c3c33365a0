"""Thank-you cards in bulk: a card for each order of a table, as a PDF to print, with pictures of its first pages."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.card_files import print_cards, write_cover
from assistant.care.intake import HeaderMapping
from assistant.cells import harmless
from assistant.desk.showing import language_name
from assistant.model import Tone
from assistant.parcels import ParcelFile
from assistant.printing import CardShop, Choice, NoCard, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.cards.nouns import Card
    from assistant.cards.sheets import Sheet, Size
    from assistant.desk.jobs import Job
    from assistant.desk.program import Program
    from assistant.writing.staff import Wording

PICTURED, PICTURES = 8, 3
PDF, COVER, WITHOUT = "cards.pdf", "cards.cover.pdf", "without.csv"
COLUMNS = ("row", "order", "why")


@dataclass(frozen=True, slots=True)
class CardsJob:
    """What is done with the table; `folder` is where the shop's own logo and fonts lie."""

    program: Program
    staff_locale: str
    folder: Path
    design: str
    size: Size
    sheet: Sheet | None

    def __call__(self, job: Job) -> None:
        """Print the cards. Raises what a table raises that cannot be read, and what printing raises."""
        assistant = self.program.assistant(self.staff_locale)
        shop = CardShop(assistant, self.folder)
        choice = Choice(tone=Tone(assistant.shop.shop.tone))
        work = shop.work(Paper(self.design, self.size, self.sheet, marks=self.sheet is not None))
        without: list[NoCard] = []
        refused: list[dict[str, Any]] = []
        word = self.program.row_words(self.staff_locale)
        source = ParcelFile(job.table, assistant, None, HeaderMapping(), word)
        pdf = job.folder / PDF
        done = print_cards(pdf, self._cards(job, source, shop, choice, without, refused), shop, work, without)
        if done:
            job.downloads[PDF] = pdf
            job.downloads[COVER] = write_cover(pdf, done, shop, work)
            print_cards(job.folder / "page.png", iter(done[:PICTURED]), shop, work, [])
            pages = sorted(job.folder.glob("page*.png"))[:PICTURES]
            job.pictures = {page.name: page for page in pages}
        self._tell(job, done, without, refused, word)

    @staticmethod
    def _cards(
        job: Job,
        source: ParcelFile,
        shop: CardShop,
        choice: Choice,
        without: list[NoCard],
        refused: list[dict[str, Any]],
    ) -> Iterator[Card]:
        seen = None
        for parcel in source:
            job.go_on(source.progress)
            if isinstance(parcel, dict):
                if parcel["row"] != seen:  # a row is told once for each of its defects
                    job.done += 1
                    job.rejected += 1
                seen = parcel["row"]
                job.tell(parcel)
                refused.append(parcel)
                continue
            job.done += 1
            card = shop.card(parcel, choice)
            if isinstance(card, NoCard):
                without.append(card)
            else:
                yield card

    def _tell(
        self, job: Job, done: list[Card], without: list[NoCard], refused: list[dict[str, Any]], word: Wording
    ) -> None:
        """Count the cards by language, and tell who gets none and why."""
        languages: dict[str, int] = {}
        for card in done:
            languages[card.locale] = languages.get(card.locale, 0) + 1
        job.counts = [(language_name(locale, self.staff_locale), n) for locale, n in sorted(languages.items())]
        rows: list[tuple[Any, ...]] = []
        for one in without:
            why = word(one.why)
            rows.append((one.parcel.row, one.parcel.number, why))
            if one.error:
                line = one.line.text if one.line else ""
                job.reject({"row": one.parcel.row, "field": "card", "value": line, "why": why})
        rows += [(row["row"], "", row["why"]) for row in refused]  # all of them: the job keeps only those it shows
        if rows:
            job.downloads[WITHOUT] = path = job.folder / WITHOUT
            write_without(path, rows)


def write_without(path: Path, rows: list[tuple[Any, ...]]) -> None:
    """Write who gets no card, and why."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerows([COLUMNS, *([harmless(str(cell)) for cell in row] for row in rows)])
