"""What has a form: links, addresses, numbers, messengers, payment services, unfilled slots, tags, lengths, coupons."""

from __future__ import annotations

import re
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
)
from assistant.writing.lint.form import Form, small
from assistant.writing.lint.links import AT, CLOSE, DOT_WORDS, E_MAIL, LINK, NUMBERED, OPEN, is_within, link, numbered
from assistant.writing.lint.normalize import normalize, unmasked
from assistant.writing.lint.payments import CARD, IBAN, PAYMENT, SERVICE_NAMES, SERVICES, account, card
from assistant.writing.lint.phones import ABROAD, AT_HOME, MOBILE, at_home
from assistant.writing.lint.placeholders import SLOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deciding.rulebook.playbook import MessageRules
    from assistant.writing.lint.form import Place

Found = tuple[str, int, int]
MAILBOX = Form(pattern=E_MAIL, hint=AT)
ABROAD_PHONE = Form(pattern=ABROAD)
HOME_PHONES = (Form(pattern=MOBILE), Form(pattern=AT_HOME, proved=at_home))
MESSENGER = Form(
    pattern=ASIDE,
    parts=("vk.com", "t.me", "wa.me"),
    gapless=(
        *MESSENGER_NAMES, "wsp", "whatsap", "wpp", "zapzap", "insta", "qq", "imessage", "kakaotalk", "微", "加微",
        "威信", "薇信", "вотсап", "ватсап", "вацап", "телеграм", "вайбер", "инстаграм", "вконтакте", "втг", "тг:",
        "тг@",
    ),
)  # fmt: skip
ACCOUNTS = (
    Form(
        pattern=NICKNAME,
        gapless=(
            "加", "薇", "威", "徽", "信", "扣扣", "企鹅", "qq", "x:", "x号:", "xid:", "lineid", "addmeline",
            "addusline", "addmeonline", "addusonline", "ig:", "tg:", "แอดไลน์", "ทักไลน์", "ไลน์ไอดี", "ไอดีไลน์",
        ),
    ),
    Form(pattern=HANDLE, parts=("@",), proved=handle),
)  # fmt: skip
CONTACTS = (MAILBOX, ABROAD_PHONE, *HOME_PHONES, MESSENGER, *ACCOUNTS)
# The dot of an address stands before a letter, inside brackets or after a blank; that of a sentence does not.
DOT = rf"[.。](?:[a-z\u0400-\u04ff]|{CLOSE}|(?<=\s[.。]))|(?:{OPEN}|\s)(?:{DOT_WORDS})(?:{CLOSE}|\s)"
LINKS = (
    Form(pattern=LINK, parts=("://", "www", "点", "點"), hint=re.compile(DOT), proved=link),
    Form(pattern=NUMBERED, proved=numbered),
)
CARDS = (Form(pattern=CARD, proved=card),)
SERVICE = Form(
    pattern=PAYMENT,
    gapless=(
        *SERVICE_NAMES, "swiftcode", "iban", "支付宝转账", "微信转账", "银行转账", "qiwi", "киви", "накартусбер",
        "pix", "bizum",
    ),
)  # fmt: skip
BANK = Form(pattern=IBAN, proved=account)
PAYMENTS = (SERVICE, BANK, *CARDS)
SLOTS = Form(pattern=SLOT, parts=("{", "⟦", "[", "%(", "___", "xxx"), hint=re.compile(r"[$#][^\W\d]"))
TAGS = re.compile(r"</?[a-z][a-z0-9]{0,20}(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
COUPON = re.compile(
    r"\bgutschein(?:e|s|code|codes)?\b|\brabattcode\b|\bbuon[oi] sconto\b|\bcodice sconto\b|\bkortings(?:bon|code)\w*|"
    r"\bwaardebon\w*|\bkupon\w*|\bkupón\w*|\bslevov\w+ kód\w*|\bkod\w* rabatow\w*|\bindirim kodu\w*|قسيمة|كوبون|"
    r"קופון|クーポン|쿠폰|คูปอง|โค้ดส่วนลด|phiếu giảm giá|mã giảm giá|\bkode diskon\b|優惠券|折價券|優惠碼|"
    r"\bcoupons?\b|\bvouchers?\b|\bpromo ?codes?\b|\bdiscount code\b|优惠券|折扣码|红包|\bкупон\w*|\bпромокод\w*|"
    r"\bcup[oó]n(?:es)?\b|\bcupom\b|\bcupons\b|\bbons? de réduction\b|\bcodes? promo\b",
    re.IGNORECASE,
)
# Every text that `forms` finds something in fits this, and few others do. No look-around: some engines have none.
SUSPECT = "(?i)" + "|".join(
    re.sub(r"\\b|\(\?<?[!=](?:\[[^\]]*\]|[^()])*\)", "", part)
    for part in (
        r"[@/%{}#$<>_⟦\[]|[.。]\s?[a-z\x{400}-\x{4ff}]{2}|x{3}|arroba|arobase|собака|\sat\s",
        r"(?:\d[\s().\x{2010}-\x{2013}-]*){6}|[(【〔「]\s?(?:at|[.。])|" + rf"(?:{DOT_WORDS})\W{{0,4}}[a-z]{{3}}",
        r"[a-z].*[\x{400}-\x{4ff}]|[\x{400}-\x{4ff}].*[a-z]",  # letters that look alike
        # Forms of letters that are folded to plain ones, and what cannot be seen.
        # Case counts here: the sign of Kelvin folds to k, which is in every other word.
        r"(?-i:[\x{ad}\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{2800}\x{3164}\x{fe00}-\x{fe0f}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{2100}-\x{214f}\x{2460}-\x{24ff}\x{ff00}-\x{ffef}\x{1d400}-\x{1d7ff}])",
        r"[一1幺][三四五六七八九][〇零一二三四五六七八九幺]|iban|[a-z]{2}\d{2}[\s.-]?[a-z0-9]{4}",
        MESSENGERS, SHORT_MESSENGERS, LOCAL_MESSENGERS, NICKNAME.pattern, SERVICES, PAYMENT.pattern, COUPON.pattern,
    )
)  # fmt: skip


def forms(text: str, limits: MessageRules, allowed: Sequence[str], hosts: Sequence[str] = ()) -> Iterator[Found]:
    """Yield (rule, start, end) for every form that a message must not have; `hosts` are the platform's own pages."""
    normalized = normalize(text)
    plain = unmasked(normalized.text)
    safe = [allow for allow in (unmasked(normalize(value).text) for value in allowed) if allow]
    kept = [
        match.span()
        for value in safe
        if small(value) in small(plain)  # else it would be compiled for nothing
        for match in re.finditer(re.escape(value), plain, re.IGNORECASE)
    ]
    for rule, start, end in _matches(plain, normalized.text, limits):
        if not any(start >= first and end <= last for first, last in kept) and not is_within(plain[start:end], hosts):
            yield rule, *normalized.span(start, end)
    yield from _lengths(text, limits)


def _matches(plain: str, text: str, limits: MessageRules) -> Iterator[Found]:
    """Find the forms; patterns with Cyrillic words need the text before look-alikes were turned."""
    contacts = () if limits.allow_contact.value else CONTACTS
    links = () if limits.allow_links.value else LINKS
    slots = list(SLOTS.places(text))
    yield from _apart("off_platform_contact", (*contacts, *links), (plain, text), slots)  # {{ buyer.name }} is no site
    yield from _apart("off_platform_payment", CARDS if limits.allow_payment.value else PAYMENTS, (plain, text))
    yield from (("unfilled_slot", *slot) for slot in slots)
    if limits.allow_html.value is False:
        yield from (("markup", *match.span()) for match in TAGS.finditer(text))
    if limits.allow_coupon.value is False:
        yield from (("coupon_not_allowed", *match.span()) for match in COUPON.finditer(text))


def _apart(rule: str, searched: Sequence[Form], sources: Sequence[str], known: Sequence[Place] = ()) -> Iterator[Found]:
    """Yield where forms stand outside of known places, the first one winning where two overlap."""
    taken = bytearray(len(sources[0]))
    for start, end in known:
        taken[start:end] = b"\1" * (end - start)
    for form in searched:
        for source in dict.fromkeys(sources):
            for start, end in form.places(source):
                if 1 not in taken[start:end]:
                    taken[start:end] = b"\1" * (end - start)
                    yield rule, start, end


def _lengths(text: str, limits: MessageRules) -> Iterator[Found]:
    most, much = int(limits.max_body.value), int(limits.warn_body.value)
    if len(text) > most:
        yield "too_long", most, len(text)
    elif len(text) > much:
        yield "long_text", much, len(text)
