"""Which care messages concern a buyer: those of his orders, to his addresses, or that greet him by his name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from assistant.care.keys import usual_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPACED = "\u0590"  # before it are the scripts in which nothing but a space, or a mark, stands beside a name
LETTER = rf"[^\W\d_{SPACED}-\U0010ffff]"
# What our letters have written around a name. A word that is not here may be a further name: 'Ana' is not 'Ana Souza'.
# Old greetings stay: their letters lie in ledgers.
LEADS = (
    "Hello", "Hi", "Dear", "حضرة", "مرحبًا", "Dobrý den", "Guten Tag", "Hallo", "Estimado/a", "Hola", "Bonjour", "לכבוד",
    "שלום", "Yth. Bapak/Ibu", "Halo", "Gentile", "Buongiorno", "Geachte", "Beste", "Dzień dobry", "Prezado(a)", "Olá",
    "Добрый день", "Здравствуйте", "Sayın", "Merhaba", "Добрий день", "Вітаємо", "Kính gửi quý khách",
    "Xin chào quý khách",
)  # fmt: skip
LEADS_WITHOUT_SPACE = ("เรียน คุณ", "สวัสดี คุณ", "คุณ", "尊敬的", "敬愛的", "亲爱的", "親愛的")
TAILS = (
    "تحية طيبة وبعد", "שלום רב", "様", "さん", "さま", "殿", "고객님", "님", "씨", "안녕하십니까", "안녕하세요",
    "您好", "你好", "先生", "女士", "小姐",
)  # fmt: skip
PAUSE = r"[\s,.:;!،؛。、\u200e\u200f\u2066-\u2069]"


class Whom:
    """A buyer by names and addresses that are his alone, and by the numbers of his orders.

    `names` are what he is called too: others may be called so, thus they count in cells of the shop's own table alone.
    """

    def __init__(
        self, words: Iterable[str | None], numbers: Iterable[str | None], names: Iterable[str | None] = ()
    ) -> None:
        self._orders = {usual_number(number) for number in numbers if number}
        self._words = _all_folded(words)
        self._greeted = _greeting(self._words) if self._words else None
        standing = sorted(self._words | _all_folded(names))
        self._standing = re.compile("|".join(map(_standing, standing))) if standing else None

    def concerns(self, message: Mapping[str, Any]) -> bool:
        """Return whether a message is about his order, to his address, or greets him."""
        is_his = self.has_order(message["order"]) or _folded(message["to"] or "") in self._words
        return is_his or self.is_greeted(message["body"] or "")

    def has_order(self, number: str) -> bool:
        """Return whether an order is his."""
        return usual_number(number) in self._orders

    def is_greeted(self, body: str) -> bool:
        """Return whether the first line of a letter greets him, and nobody whose name is longer."""
        line = _folded(body.lstrip().partition("\n")[0])
        return self._greeted is not None and self._greeted.fullmatch(line) is not None

    def stands_in(self, cell: str) -> bool:
        """Return whether a cell of a table names him; where it may be another one, it does."""
        return self._standing is not None and self._standing.search(_folded(cell)) is not None


def _greeting(names: Iterable[str]) -> re.Pattern[str]:
    lead = rf"(?:{_any(LEADS)}){PAUSE}+|(?:{_any(LEADS_WITHOUT_SPACE)}){PAUSE}*"
    return re.compile(rf"{PAUSE}*(?:{lead})?(?:{_any(names)}){PAUSE}*(?:(?:{_any(TAILS)}){PAUSE}*)*")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(_folded(word)) for word in sorted(words))


def _standing(word: str) -> str:
    if "@" in word:  # neither mary-ana@mail.example nor ana@mail.example.br
        return rf"(?<![\w.+-]){re.escape(word)}(?![\w-]|\.\w)"
    before = rf"(?<!{LETTER})" if word[0] < SPACED else ""
    return before + re.escape(word) + (rf"(?!{LETTER})" if word[-1] < SPACED else "")


def _all_folded(words: Iterable[str | None]) -> set[str]:
    return {folded for word in words if (folded := _folded(word or ""))}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
