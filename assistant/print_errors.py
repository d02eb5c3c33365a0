"""The failures of what is printed; they belong to the tree in `errors`."""

from __future__ import annotations

from assistant.errors import AssistantError, InputError
from assistant.lines import Line

SHOWN = 80


class MissingFontError(AssistantError):
    """A font that the program prints with."""

    def __init__(self, family: str, package: str) -> None:
        super().__init__(
            Line(
                msgid="The font %(family)s is not installed: pip install %(package)s.",
                slots=(("family", family), ("package", package)),
            )
        )
        self.family = family


class MissingGlyphError(AssistantError):
    """A character that no installed font can draw: an empty box must never reach the paper."""

    def __init__(self, where: Line, character: str, font: str, *, packaged: bool) -> None:
        package = f"fontpkg-{font.lower().replace(' ', '-')}"
        step = Line(msgid="pip install %(package)s", slots=(("package", package),))
        if not packaged:
            step = Line(
                msgid="put the file of %(font)s into the folder that [card] fonts in shop.toml names",
                slots=(("font", font),),
            )
        code = f"U+{ord(character):04X}"
        super().__init__(
            Line(
                msgid="%(where)s: no font has '%(character)s' (%(code)s): %(step)s, or leave it out.",
                slots=(("where", where), ("character", character), ("code", code), ("step", step)),
            )
        )
        self.character, self.font = character, font


class CardError(AssistantError):
    """A card that must not, or cannot, be printed; names card and line."""

    def __init__(self, card: Line, role: str, text: str, why: Line) -> None:
        super().__init__(
            Line(
                msgid="The card for %(card)s, line '%(line)s' (\"%(text)s\"): %(why)s",
                slots=(("card", card), ("line", role), ("text", short(text)), ("why", why)),
            )
        )


class SheetError(InputError):
    """A size or sheet on which nothing fits."""

    def __init__(self, what: Line, why: Line) -> None:
        super().__init__(
            Line(
                msgid="%(what)s: %(why)s: choose another --size, --sheet, --margin or --gap.",
                slots=(("what", what), ("why", why)),
            )
        )


class PictureError(AssistantError):
    """A logo that is no picture, or an address that no QR code of a card's size holds."""

    def __init__(self, what: Line | str, why: Line, step: Line) -> None:
        super().__init__(
            Line(msgid="%(what)s: %(why)s; %(step)s.", slots=(("what", what), ("why", why), ("step", step)))
        )
        self.detail, self.step = why, step


def short(text: str) -> str:
    """Return enough of a line to find it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
