"""What has a form: links, addresses, numbers, messengers, payment services, unfilled slots, tags, lengths, coupons."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.writing.lint.asides import (
    ASIDE,
    HANDLE,
    LOCAL_MESSENGERS,
    MESSENGER_NAMES,
    MESSENGERS,
    NICKNAME,
    SHORT_MESSENGERS,
    handle,
    spaced,
)
from assistant.writing.lint.links import AT, DOT_WORDS, E_MAIL, LINK, NUMBERED, link, numbered
from assistant.writing.lint.normalize import normalize, unmasked
from assistant.writing.lint.phones import ABROAD, AT_HOME, MOBILE, at_home
from assistant.writing.lint.placeholders import SLOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.deciding.rulebook.playbook import MessageRules

Found = tuple[str, int, int]
Place = tuple[int, int]
SERVICE_NAMES = (
    "paypal", "westernunion", "moneygram", "bitcoin", "usdt", "venmo", "zelle", "cashapp", "revolut",
)  # fmt: skip
SERVICES = spaced(*SERVICE_NAMES)
PAYMENT = re.compile(
    rf"(?<![^\W\d_])(?:{SERVICES})(?![^\W\d_])"
    r"|\bswift code\b|\biban\b|支付宝转账|微信转账|银行转账|\bqiwi\b|киви[- ]кошел\w*|на карту сбер\w*"
    r"|\bpix\b|\bbizum\b",
    re.IGNORECASE,
)
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[\s.-]?[A-Z0-9]{4}){2,7}(?:[\s.-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", re.IGNORECASE
)
CARD = re.compile(r"(?<!\d)(?:[3-6]\d{3}([ .-]?)\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ .-])\d{6}\2\d{5})(?!\d)")
TAGS = re.compile(r"</?[a-z][a-z0-9]{0,20}(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
COUPON = re.compile(
    r"\bgutschein(?:e|s|code|codes)?\b|\brabattcode\b|\bbuon[oi] sconto\b|\bcodice sconto\b|\bkortings(?:bon|code)\w*|"
    r"\bwaardebon\w*|\bkupon\w*|\bkupón\w*|\bslevov\w+ kód\w*|\bkod\w* rabatow\w*|\bindirim kodu\w*|قسيمة|كوبون|"
    r"קופון|クーポン|쿠폰|คูปอง|โค้ดส่วนลด|phiếu giảm giá|mã giảm giá|\bkode diskon\b|優惠券|折價券|優惠碼|"
    r"\bcoupons?\b|\bvouchers?\b|\bpromo ?codes?\b|\bdiscount code\b|优惠券|折扣码|红包|\bкупон\w*|\bпромокод\w*|"
    r"\bcup[oó]n(?:es)?\b|\bcupom\b|\bcupons\b|\bbons? de réduction\b|\bcodes? promo\b",
    re.IGNORECASE,
)
# What a text holds, gaps left out, wherever one of the two long patterns fits: to look for that first is quicker.
HINTS = {
    ASIDE: (
        *MESSENGER_NAMES, "wsp", "whatsap", "wpp", "zapzap", "insta", "vkcom", "tme", "wame", "qq", "imessage",
        "kakaotalk", "微信", "加微", "威信", "薇信", "вотсап", "ватсап", "вацап", "телеграм", "вайбер", "инстаграм",
        "вконтакте", "втг", "тг:", "тг@",
    ),
    PAYMENT: (
        *SERVICE_NAMES, "swiftcode", "iban", "支付宝转账", "微信转账", "银行转账", "qiwi", "киви", "накартусбер", "pix",
        "bizum",
    ),
}  # fmt: skip
SQUEEZED = str.maketrans({"İ": "i", "ı": "i"})  # a pattern that ignores case takes them for an i
BLANKS = re.compile(r"[\s._\-*|·•]+")
LUHN_TEN, LUHN_NINE = 10, 9
SHORTEST_IBAN = 15  # Norway's
# Every text that `forms` finds something in fits this, and few others do. No look-around: some engines have none.
SUSPECT = "(?i)" + "|".join(
    re.sub(r"\\b|\(\?<?[!=](?:\[[^\]]*\]|[^()])*\)", "", part)
    for part in (
        r"[@/%{}#$<>_⟦\[]|[.。]\s?[a-z\x{400}-\x{4ff}]{2}|x{3}|arroba|arobase|собака|\sat\s",
        r"(?:\d[\s().\x{2010}-\x{2013}-]*){6}|[(【〔「]\s?(?:at|[.。])|" + rf"(?:{DOT_WORDS})\W{{0,4}}[a-z]{{3}}",
        r"[a-z].*[\x{400}-\x{4ff}]|[\x{400}-\x{4ff}].*[a-z]",  # letters that look alike
        # Forms of letters that are folded to plain ones, and what cannot be seen.
        # Case counts here: the sign of Kelvin folds to k, which is in every other word.
        r"(?-i:[\x{ad}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{2100}-\x{214f}\x{2460}-\x{24ff}\x{ff00}-\x{ffef}\x{1d400}-\x{1d7ff}])",
        r"[一1幺][三四五六七八九][〇零一二三四五六七八九幺]|iban|[a-z]{2}\d{2}[\s.-]?[a-z0-9]{4}",
        MESSENGERS, SHORT_MESSENGERS, LOCAL_MESSENGERS, NICKNAME.pattern, SERVICES, PAYMENT.pattern, COUPON.pattern,
    )
)  # fmt: skip


def forms(text: str, limits: MessageRules, allowed: Sequence[str]) -> Iterator[Found]:
    """Yield (rule, start, end) for every form that a message must not have."""
    normalized = normalize(text)
    plain = unmasked(normalized.text)
    safe = [allow for allow in (unmasked(normalize(value).text) for value in allowed) if allow]
    kept = [
        (match.start(), match.end()) for value in safe for match in re.finditer(re.escape(value), plain, re.IGNORECASE)
    ]
    for rule, start, end in _matches(plain, normalized.text, limits):
        if not any(start >= first and end <= last for first, last in kept):
            yield rule, *normalized.span(start, end)
    yield from _lengths(text, limits)


def _matches(plain: str, text: str, limits: MessageRules) -> Iterator[Found]:
    """Find the forms; patterns with Cyrillic words need the text before look-alikes were turned."""
    contacts = () if limits.allow_contact.value else (E_MAIL, ABROAD, MOBILE, AT_HOME, ASIDE, NICKNAME, HANDLE)
    links = () if limits.allow_links.value else (LINK, NUMBERED)
    slots = [match.span() for match in SLOT.finditer(text)]
    yield from _apart("off_platform_contact", (*contacts, *links), (plain, text), slots)  # {{ buyer.name }} is no site
    payments = (CARD,) if limits.allow_payment.value else (PAYMENT, IBAN, CARD)
    yield from _apart("off_platform_payment", payments, (plain, text))
    yield from (("unfilled_slot", *slot) for slot in slots)
    if limits.allow_html.value is False:
        yield from (("markup", *match.span()) for match in TAGS.finditer(text))
    if limits.allow_coupon.value is False:
        yield from (("coupon_not_allowed", *match.span()) for match in COUPON.finditer(text))


def _apart(
    rule: str, patterns: Sequence[re.Pattern[str]], sources: Sequence[str], known: Sequence[Place] = ()
) -> Iterator[Found]:
    """Yield what the patterns find outside of known places, the first one winning where two overlap."""
    taken = bytearray(len(sources[0]))
    for start, end in known:
        taken[start:end] = b"\1" * (end - start)
    for pattern in patterns:
        for source in dict.fromkeys(sources):
            if not may_fit(pattern, source):
                continue
            for match in pattern.finditer(source):
                place = PROVED[pattern](match) if pattern in PROVED else match.span()
                if place is None or 1 in taken[slice(*place)]:
                    continue
                taken[slice(*place)] = b"\1" * (place[1] - place[0])
                yield rule, *place


def may_fit(pattern: re.Pattern[str], source: str) -> bool:
    """Whether a text holds what every text has that the pattern fits; many others hold it too."""
    if pattern is E_MAIL:
        return AT.search(source) is not None
    hints = HINTS.get(pattern)
    return hints is None or any(map(_squeezed(source).__contains__, hints))


@lru_cache(maxsize=2)
def _squeezed(text: str) -> str:
    """Return a text in small letters, without gaps."""
    return BLANKS.sub("", text.translate(SQUEEZED).lower())


def _account(match: re.Match[str]) -> Place | None:
    """Return where an account number with right check digits stands (ISO 13616); tracking numbers look alike."""
    ends = [len(match[0]), *(gap.start() for gap in reversed(list(re.finditer(r"[\s.-]", match[0]))))]
    for end in ends:  # the words after it may look like more of its groups
        plain = re.sub(r"[\s.-]", "", match[0][:end]).upper()
        if len(plain) >= SHORTEST_IBAN and int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1:
            return match.start(), match.start() + end
    return None


def _card(match: re.Match[str]) -> Place | None:
    """Return where digits stand that pass the Luhn check; order numbers mostly do not."""
    digits = [int(character) for character in match[0] if character.isdigit()]
    doubled = [digit * 2 - (LUHN_NINE if digit * 2 > LUHN_NINE else 0) for digit in digits[-2::-2]]
    return match.span() if (sum(digits[-1::-2]) + sum(doubled)) % LUHN_TEN == 0 else None


# What a pattern finds may only look like it; these say where it stands, if anywhere.
PROVED: dict[re.Pattern[str], Callable[[re.Match[str]], Place | None]] = {
    IBAN: _account, CARD: _card, LINK: link, NUMBERED: numbered, AT_HOME: at_home, HANDLE: handle,
}  # fmt: skip


def _lengths(text: str, limits: MessageRules) -> Iterator[Found]:
    most, much = int(limits.max_body.value), int(limits.warn_body.value)
    if len(text) > most:
        yield "too_long", most, len(text)
    elif len(text) > much:
        yield "long_text", much, len(text)
