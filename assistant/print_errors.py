"""The failures of what is printed; they belong to the tree in `errors`."""

from __future__ import annotations

from assistant.errors import AssistantError, InputError

SHOWN = 80


class MissingFontError(AssistantError):
    """A font that the program prints with."""

    def __init__(self, family: str, package: str) -> None:
        super().__init__(f"The font {family} is not installed: pip install {package}.")
        self.family = family


class MissingGlyphError(AssistantError):
    """A character that no installed font can draw: an empty box must never reach the paper."""

    def __init__(self, where: str, character: str, font: str, *, packaged: bool) -> None:
        self.package = f"pip install fontpkg-{font.lower().replace(' ', '-')}" if packaged else None
        step = self.package or f"put the file of {font} into the folder that [card] fonts in shop.toml names"
        super().__init__(f"{where}: no font has '{character}' (U+{ord(character):04X}): {step}, or leave it out.")
        self.character, self.font = character, font


class CardError(AssistantError):
    """A card that must not, or cannot, be printed; names card and line."""

    def __init__(self, card: str, line: str, text: str, why: str) -> None:
        super().__init__(f"The card for {card}, line '{line}' (\"{short(text)}\"): {why}")
        self.card, self.line, self.text, self.why = card, line, text, why


class SheetError(InputError):
    """A size or sheet on which nothing fits."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what[0].upper()}{what[1:]}: {why}: choose another --size, --sheet, --margin or --gap.")


class PictureError(AssistantError):
    """A logo that is no picture, or an address that no QR code of a card's size holds."""

    def __init__(self, what: object, why: str, step: str) -> None:
        super().__init__(f"{what}: {why}; {step}.")


def short(text: str) -> str:
    """Return enough of a line to find it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
