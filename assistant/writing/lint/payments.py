"""Payment services, and numbers of cards and accounts, which their check digits tell from other numbers."""

from __future__ import annotations

import re

from assistant.writing.lint.asides import spaced

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
LUHN_TEN, LUHN_NINE = 10, 9
SHORTEST_IBAN = 15  # Norway's


def account(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where an account number with right check digits stands (ISO 13616); tracking numbers look alike."""
    ends = [len(match[0]), *(gap.start() for gap in reversed(list(re.finditer(r"[\s.-]", match[0]))))]
    for end in ends:  # the words after it may look like more of its groups
        plain = re.sub(r"[\s.-]", "", match[0][:end]).upper()
        if len(plain) >= SHORTEST_IBAN and int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1:
            return match.start(), match.start() + end
    return None


def card(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where digits stand that pass the Luhn check; order numbers mostly do not."""
    digits = [int(character) for character in match[0] if character.isdigit()]
    doubled = [digit * 2 - (LUHN_NINE if digit * 2 > LUHN_NINE else 0) for digit in digits[-2::-2]]
    return match.span() if (sum(digits[-1::-2]) + sum(doubled)) % LUHN_TEN == 0 else None
