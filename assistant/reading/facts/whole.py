"""Words for the whole of the money, or half of it: beside them a sum is not what is asked for, but what was offered.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives, mostly beginnings of words.
"""

from __future__ import annotations

import re
from functools import cache

WHOLE = {
    "en": r"\b(?:full|whole|entire|complete|half|everything|all (?:of (?:it|my|the)|my|the) ?|100 ?%|50 ?%)",
    "zh": "全[额額款部]|所有|一半|全退",
    "ru": "всю|полн|целиком|все деньги|половин",
    "es": r"complet|total|íntegr|integr|todo|entero|mitad",
    "pt": r"complet|total|integral|tudo|todo|inteiro|metade",
    "fr": r"complet|total|intégral|tout|entier|moitié",
    "de": r"\bvoll|ganz|gesamt|komplett|alles|hälfte",
    "it": r"complet|total|integral|tutt|intero|metà",
    "nl": r"volledig|\bvol\b|helemaal|alles|\bhele?\b|totale|helft",
    "pl": r"cał|pełn|wszystk|połow",
    "cs": r"cel[oéáý]|pln[oéáý]|všech|všechn|polovin",
    "uk": r"всю|повн|цілком|усі гроші|всі гроші|половин",
    "tr": r"\btam(?:amı|amını)?\b|hepsi|bütün|tüm|yarı",
    "ar": "كامل|كل |نصف|بالكامل",
    "he": "מלא|כל ה|הכל|הכול|חצי",
    "ja": "全額|全部|全て|すべて|半額|半分",
    "ko": "전액|전부|모두|절반|반값|다 (?:환불|돌려)",
    "th": "เต็ม|ทั้งหมด|ครึ่ง",
    "vi": "toàn bộ|hết|đủ|đầy đủ|nửa",
    "id": r"\bfull\b|penuh|semua|seluruh|total|separuh|setengah",
}


def asks_for_all(text: str, language: str) -> bool:
    """Whether words that ask for money ask for all of it, or for half; in an unknown language, by any language's."""
    return bool(_words(language if language in WHOLE else None).search(text))


@cache
def _words(language: str | None) -> re.Pattern[str]:
    chosen = [WHOLE[language]] if language else list(WHOLE.values())
    return re.compile("|".join(f"(?:{words})" for words in chosen), re.IGNORECASE)
