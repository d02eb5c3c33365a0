"""A number of pieces that somebody would buy, where no word for pieces follows: 'if I take 10', 'bei Abnahme von 20'.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives. Who writes no blank between
words names what he counts in, and is understood by that.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Only with who buys: 'would you take 20?' is a price.
BUYING = {
    "en": "(?:i|we)(?:['’]ll|['’]d| will| would| could)? (?:take|buy|order|purchase)|if (?:i|we) get|"
    "buying|ordering|to (?:buy|order|purchase)|can (?:i|we) (?:buy|order)|price for|discount for",
    "ru": "возьму|возьм[её]м|куплю|купим|закажу|закажем|взять|купить|заказать|цена за",
    "es": "si (?:me )?(?:llevo|llevamos|compro|compramos|pido|pedimos)|comprar|llevar|precio (?:por|para)",
    "pt": "se (?:eu )?(?:levar|comprar|pegar|pedir)|comprar|levar|preço (?:para|por)|preco (?:para|por)",
    "fr": "(?:j['’]en|je|on en|nous en) (?:prends?|prenons|achète|achetons|commande)|pour l['’]achat de|prix pour",
    "de": "(?:abnahme|kauf|bestellung) von|preis (?:für|bei)|rabatt (?:ab|bei)",
    "it": "(?:ne|se) (?:ne )?(?:prendo|prendiamo|compro|compriamo|ordino)|prezzo per",
    "nl": "afname van|prijs (?:voor|bij)|korting (?:bij|vanaf)",
    "pl": "wezm[ęe]|we[źz]miemy|kupi[ęe]|zam[óo]wi[ęe]|bior[ąęe]c?|kupi[ćc]|przy(?: zakupie)?|cena za",
    "cs": "vezmu|vezmeme|koup[íi]m|objedn[áa]m|p[řr]i (?:odb[ěe]ru|n[áa]kupu)|cena za",
    "uk": "візьму|візьмемо|куплю|купимо|замовлю|взяти|купити|замовити|ціна за",
    "ar": "(?:لو|إذا|اذا|إن|ان) (?:أخذت|اخذت|اشتريت|طلبت)",
    "he": "(?:אם )?(?:אקח|אקנה|אזמין|ניקח|נקנה|נזמין)",
    "vi": "lấy",
    "id": "ambil|ngambil",
}
BUYING_BEHIND = {
    "de": "nehme|nehmen|kaufe|kaufen|bestelle|bestellen|abnehme",
    "nl": "neem|koop|bestel|nemen|kopen|bestellen",
    "tr": "alsam|al[ıi]rsam|alsak|al[ıi]rsak|alaca[ğg][ıi]m",
}
# 'Take 10 off' is a price, 'buy 10 %' a share.
NO_PIECES = (
    r"\s?(?:%|off\b|back\b|percent|prozent|procent|por ?cien|por cento|pour ?cent|per cento|процент|відсот|persen|"
    r"phần trăm)"
)


def bought(text: str, language: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield (start, end, number, the word after it) of two pieces or more that somebody would buy."""
    number = number_words(language)
    for match in _buying(language).finditer(text) if language in BUYING or language in BUYING_BEHIND else ():
        name = "n1" if match["n1"] else "n2"
        value = number.value(match[name])
        if value > 1 and number.is_whole(text, match.start(name)):
            yield match.start(name), match.end(name), value, match[f"{name}w"] or ""


@cache
def _buying(language: str) -> re.Pattern[str]:
    number, never = number_words(language).pattern, r"(?!)"
    before, behind = BUYING.get(language, never), BUYING_BEHIND.get(language, never)
    return re.compile(
        rf"(?<!\w)(?:{before})\s(?P<n1>{number})(?!\w)(?!{NO_PIECES})(?:(?=\s+(?P<n1w>[^\W\d_]+))|)"
        rf"|(?P<n2>{number})(?P<n2w>)\s(?:{behind})(?!\w)",
        re.IGNORECASE,
    )
