"""Our own catalogues as lawful sentences: letters, care messages and cards, with many values in the slots."""

from __future__ import annotations

import random
import re
import tomllib
import zlib
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from training.corpus import SLOT, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from babel.messages.catalog import Message

FILLS = 6
NAMES = {
    "ar": ("منى", "محمد الأحمد", "Anna", "فاطمة", "خالد"), "cs": ("Jana Nováková", "Petr", "Světlana", "Anna"),
    "de": ("Anna", "Frau Schäfer", "Lukas Brandt", "Mehmet"), "en": ("Anna", "Mr Harris", "Chloe O’Neil", "Sunita Rao"),
    "es": ("Ana", "señora Ruiz", "Javier Ortega", "Íñigo"), "fr": ("Anna", "Madame Lefèvre", "Julien Moreau", "Aïcha"),
    "he": ("מיכל", "דוד כהן", "Anna", "נועה"), "id": ("Anna", "Rina Wulandari", "Budi", "Dewi"),
    "it": ("Anna", "signora Conti", "Marco Ricci", "Chiara"), "ja": ("佐藤", "山田花子", "Anna", "鈴木一郎"),
    "ko": ("김지현", "박민수", "Anna", "이서연"), "nl": ("Anna", "mevrouw De Vries", "Joost Bakker", "Sanne"),
    "pl": ("Anna", "Krzysztof Nowak", "Małgorzata", "pani Zielińska"), "pt_BR": ("Ana", "João Silva", "dona Célia"),
    "ru": ("Анна", "Игорь Петров", "Марина", "Anna"), "th": ("มาลี", "สมชาย ใจดี", "Anna", "คุณนิด"),
    "tr": ("Ayşe", "Mehmet Yılmaz", "Zeynep", "Anna"), "uk": ("Ганна", "Олена Шевченко", "Тарас", "Anna"),
    "vi": ("Lan", "Nguyễn Văn Minh", "Hương", "Anna"), "zh_CN": ("王芳", "李先生", "Anna", "张伟"),
    "zh_TW": ("陳怡君", "林先生", "Anna", "黃小姐"),
}  # fmt: skip
VALUES = {
    "item": ("Ceramic Lamp", "Wireless Mouse, black", "Women’s Winter Boots 38", "Kids Puzzle 500 Pieces", "Yoga Mat"),
    "amount": ("12,40 €", "$7.90", "¥1,200", "350 ₽"), "refunded_amount": ("8,20 €", "$7.90"),
    "percent": ("10%", "15 %"), "share": ("10%",), "hours": ("24 h", "48 h"), "code": ("THANKS10",),
    "coupon_code": ("THANKS10", "LAMP15"), "order_number": ("8190021447710231",), "carrier": ("Cainiao", "DHL", "Post"),
    "tracking_number": ("RB473124829US", "LX884120395CN"), "tracking_url": ("LP00123456789012",), "transit": ("10-20",),
    "instructions": ("1, 2, 3",), "extension": ("30 d", "15 d"), "return_days": ("10 d", "14 d"),
    "shop_name": ("Lumen", "Lumen Store", "Bright Home", "Nordlicht", "TechZone", "Casa Verde", "小熊家居"),
    "agent_name": ("Lily", "Chen"),
    "email": ("help@lumen.example",), "shop_url": ("lumen.example",), "unsubscribe_url": ("lumen.example/u",),
    "gift": ("USB-C cable", "notebook"),
}  # fmt: skip
FOR_BUYERS = {"replies", "care", "cards"}
DAY = re.compile(r"_(?:on|by)$")
DAYS = ("25.11.2026", "2026-12-18", "3 March 2026")
LETTERS = re.compile(r"[\W_]+")


def own_letters(locales: Path, lawful: Path) -> list[Sentence]:
    """Return the filled messages of all catalogues but those that tests keep out; their keys are the English ones."""
    kept_out = _kept_out(lawful)
    found: dict[tuple[str, str], Sentence] = {}
    for path in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        if path.stem not in FOR_BUYERS:
            continue
        locale = path.parents[1].name
        with path.open("rb") as file:
            messages = [message for message in read_po(file) if message.id and message.context != "ask"]
        texts = [(locale, text) for message in messages for text in _forms(message.string)]
        texts += [("en", text) for message in messages for text in _forms(message.id)]
        for language, text in texts + [(locale, text) for text in _side_by_side(messages)]:
            for filled in _filled(text, language):
                if not any(part in _plain(filled) for part in kept_out.get(language, ())):
                    found[language, filled] = Sentence(language, "own", (), filled)
    return list(found.values())


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _side_by_side(messages: Sequence[Message]) -> Iterator[str]:
    """Yield a neutral line on reviews before one with an unconditional coupon: without a link they are no incentive."""
    reviews = [str(message.string) for message in messages if "review" in str(message.id)]
    coupons = [str(message.string) for message in messages if re.search(r"\((?:coupon_)?code\)", str(message.string))]
    for number, coupon in enumerate(coupons):
        for review in reviews[number % 3 :: 3][:3]:
            yield f"{review}\n{coupon}"
            yield f"{coupon}\n{review}"


def _filled(text: str, locale: str) -> list[str]:
    chance = random.Random(zlib.crc32(f"{locale}{text}".encode()))

    def value(slot: re.Match[str]) -> str:
        name = slot[1]
        if name == "buyer_name":
            return chance.choice(NAMES[locale])
        return chance.choice(DAYS if DAY.search(name) else VALUES.get(name, ("Lumen",)))

    return list(dict.fromkeys(SLOT.sub(value, text) for _ in range(FILLS)))


def _plain(text: str) -> str:
    return LETTERS.sub("", text).casefold()


def _kept_out(lawful: Path) -> dict[str, list[str]]:
    data = tomllib.loads(lawful.read_text(encoding="utf-8"))
    return {locale: [_plain(text) for text in kinds["kept_out"]] for locale, kinds in data.items()}
