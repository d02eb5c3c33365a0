"""What has a form: links, addresses, numbers, messengers, payment services, unfilled slots, tags, lengths, coupons."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.writing.lint.normalize import normalize, unmasked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deciding.rulebook.playbook import MessageRules

Found = tuple[str, int, int]
GAP = r"[\s._\-*|·•]{0,3}"


def _spaced(*words: str) -> str:
    """Return a pattern for words that may be written with gaps: w h a t s a p p."""
    return "|".join(GAP.join(re.escape(letter) for letter in word.replace(" ", "")) for word in words)


MESSENGER_NAMES = (
    "whatsapp", "wechat", "weixin", "telegram", "viber", "instagram", "facebook", "messenger", "snapchat", "tiktok",
    "vkontakte", "skype", "discord", "zalo",
)  # fmt: skip
MESSENGERS = _spaced(*MESSENGER_NAMES)
SHORT_MESSENGERS = r"\b(?:wsp|whatsap|wpp|zap zap|zapzap|insta|vk\.com|t\.me|wa\.me|qq群?|imessage|kakao ?talk)\b"
LOCAL_MESSENGERS = (
    r"微信|加微|威信|薇信|вотсап\w*|ватсап\w*|вацап\w*|телеграм\w*|вайбер\w*|инстаграм\w*|вконтакте"
    r"|\bв тг\b|\bтг\s?[:@]"
)
# In Chinese no blank parts a name from the words around it, so only letters of spaced scripts make it another word.
_SPACED_LETTER = r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]"
ASIDE = re.compile(
    rf"(?<!{_SPACED_LETTER})(?:{MESSENGERS})(?!{_SPACED_LETTER})|{SHORT_MESSENGERS}|{LOCAL_MESSENGERS}", re.IGNORECASE
)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>“”»]+|\b[a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{2,30})?\."
    r"(?:com|net|org|shop|store|ru|cn|br|fr|es|pt|de|io|me|co|info|biz|site|online|top|xyz|ly|link|app)\b(?:/[^\s]*)?",
    re.IGNORECASE,
)
E_MAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[a-z0-9-]{2,40}\s?(?:\.|\(dot\)|\[dot\])\s?[a-z]{2,10}\b"
    r"|[\w.+-]{1,64}\s(?:at|arroba|arobase|собака)\s[a-z0-9-]{2,40}\s(?:dot|punto|ponto|point|точка)\s[a-z]{2,10}\b",
    re.IGNORECASE,
)
# What every address has; looking for it first is ten times quicker.
AT = re.compile(r"@|[(\[]at[)\]]|\s(?:at|arroba|arobase|собака)\s", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)\d(?:[\s().-]?\d){7,13}(?!\d)|(?<![\w.,/-])1[3-9]\d{9}(?!\d)")
SERVICE_NAMES = (
    "paypal", "westernunion", "moneygram", "bitcoin", "usdt", "venmo", "zelle", "cashapp", "revolut",
)  # fmt: skip
SERVICES = _spaced(*SERVICE_NAMES)
PAYMENT = re.compile(
    rf"(?<![^\W\d_])(?:{SERVICES})(?![^\W\d_])"
    r"|\bswift code\b|\biban\b|支付宝转账|微信转账|银行转账|\bqiwi\b|киви[- ]кошел\w*|на карту сбер\w*"
    r"|\bpix\b|\bbizum\b",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")
CARD = re.compile(r"(?<!\d)[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)")
SLOT = re.compile(
    r"\{\{[^{}]{0,80}\}\}|\{%[^%{}]{0,80}%\}|%\(\w{1,40}\)[sd]|\$\{\w{1,40}\}|⟦[^⟦⟧]{0,80}⟧|\[\[[^\[\]]{0,80}\]\]"
    r"|\{[a-z_.]{1,40}\}|(?<!\w)#[a-z_]{3,40}#|%\{\w{1,40}\}|_{3,}|\[[a-z][a-z _]{1,20}\]|\bX{3,}\b"
)
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
# Every text that `forms` finds something in fits this, and few others do. No look-around: some engines have none.
SUSPECT = "(?i)" + "|".join(
    re.sub(r"\\b|\(\?<?[!=](?:\[[^\]]*\]|[^()])*\)", "", part)
    for part in (
        r"[@/%{}#$<>_⟦\[]|\.[a-z]{2}|x{3}|[(]at[)]|arroba|arobase|собака|\sat\s|(?:\d[\s().-]*){6}",
        r"[a-z].*[\x{400}-\x{4ff}]|[\x{400}-\x{4ff}].*[a-z]",  # letters that look alike
        # Forms of letters that are folded to plain ones, and what cannot be seen.
        # Case counts here: the sign of Kelvin folds to k, which is in every other word.
        r"(?-i:[\x{ad}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{2100}-\x{214f}\x{2460}-\x{24ff}\x{ff00}-\x{ffef}\x{1d400}-\x{1d7ff}])",
        MESSENGERS, SHORT_MESSENGERS, LOCAL_MESSENGERS, SERVICES, PAYMENT.pattern, COUPON.pattern,
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
    contacts = () if limits.allow_contact.value else (E_MAIL, PHONE, ASIDE)
    links = () if limits.allow_links.value else (LINK,)
    yield from _apart("off_platform_contact", (*contacts, *links), (plain, text))
    payments = (CARD,) if limits.allow_payment.value else (PAYMENT, IBAN, CARD)
    yield from _apart("off_platform_payment", payments, (plain, text))
    yield from (("unfilled_slot", *match.span()) for match in SLOT.finditer(text))
    if limits.allow_html.value is False:
        yield from (("markup", *match.span()) for match in TAGS.finditer(text))
    if limits.allow_coupon.value is False:
        yield from (("coupon_not_allowed", *match.span()) for match in COUPON.finditer(text))


def _apart(rule: str, patterns: Sequence[re.Pattern[str]], sources: Sequence[str]) -> Iterator[Found]:
    """Yield what the patterns find, the first one winning where two overlap."""
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for source in dict.fromkeys(sources):
            if not may_fit(pattern, source):
                continue
            for match in pattern.finditer(source):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                if (pattern is CARD and not _is_card(match[0])) or (pattern is IBAN and not _is_iban(match[0])):
                    continue
                taken.append(match.span())
                yield rule, *match.span()


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


def _is_iban(text: str) -> bool:
    """Whether the check digits are those of an account (ISO 13616); tracking numbers look alike."""
    plain = re.sub(r"\s", "", text)
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def _is_card(number: str) -> bool:
    """Whether the digits pass the Luhn check; order numbers mostly do not."""
    digits = [int(character) for character in number if character.isdigit()]
    doubled = [digit * 2 - (LUHN_NINE if digit * 2 > LUHN_NINE else 0) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % LUHN_TEN == 0


def _lengths(text: str, limits: MessageRules) -> Iterator[Found]:
    most, much = int(limits.max_body.value), int(limits.warn_body.value)
    if len(text) > most:
        yield "too_long", most, len(text)
    elif len(text) > much:
        yield "long_text", much, len(text)
