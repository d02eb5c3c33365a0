"""What a message is known by: whose order it is, on which platform, its number however it is written, the step."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

# Between shop and platform: in a part of a key a per cent sign stands before 25 and 2F, and nowhere else.
AT = "%40"
# Such a number is its own usual form; everything else takes the way through Python.
USUAL = r"^[0-9A-Z]([0-9A-Z_.:-]| [0-9A-Z])*$"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the orders are that name no other shop: by `id`, which stays when the `name` changes.

    `platform` is where those orders are that name none; only another one stands in a key.
    """

    id: str | None = None
    name: str | None = None
    platform: str | None = None

    def of(self, shop: str | None) -> str:
        """Return by what a shop is known: the name in an order's own column, else this owner."""
        if shop and (self.name is None or usual_name(shop) != usual_name(self.name)):
            return shop
        return self.id if self.id is not None else self.name or ""

    def beginning(self, shop: str | None, platform: str | None) -> str:
        """Return the first part of a key."""
        return begun(escaped(self.of(shop)), None if platform == self.platform else platform)

    @property
    def key(self) -> str:
        """The first part of this owner's keys on its own platform."""
        return escaped(self.of(None))


def begun(shop: str, platform: str | None) -> str:
    """Return the first part of a key of a shop, and of a platform where one has to be named."""
    return shop if platform is None else f"{shop}{AT}{platform}"


def parted(beginning: str) -> tuple[str, str | None]:
    """Return shop and platform of the first part of a key; the platform is None where it names none."""
    shop, _, platform = beginning.partition(AT)
    return shop, platform or None


def usual_name(name: str) -> str:
    """Return a shop's name as it is compared: 'Lumen Store' and 'LUMEN  STORE' are one shop."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def same_numbers(column: pa.Array) -> pa.Array:
    """Return numbers of orders in their usual form: 'ab12', 'AB12' and '#ab12' are one order, in full width too.

    '00401' and '401' stay two: there are shops in which they are.
    """
    odd = pc.invert(pc.fill_null(pc.match_substring_regex(column, USUAL), True))
    if not pc.any(odd).as_py():
        return column
    usual = [usual_number(number) for number in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(column, odd, pa.array(usual, pa.string()))


def usual_number(number: str) -> str:
    """Return one number in its usual form."""
    upper = unicodedata.normalize("NFKC", number).upper()
    folded = " ".join(unicodedata.normalize("NFKC", upper).split())  # a capital may be made of two characters
    return folded.lstrip("# ") or folded


def owners(shops: pa.Array, owner: Owner) -> pa.Array:
    """Return by what the shop of each order is known, as it is compared."""
    encoded = shops.dictionary_encode()
    known = pa.array([usual_name(owner.of(shop)) for shop in encoded.dictionary.to_pylist()], pa.string())
    return pc.fill_null(known.take(encoded.indices), usual_name(owner.of(None)))


def elsewhere(platforms: pa.Array, owner: Owner) -> pa.Array:
    """Return the platform of each order that is on another one than the shop's own, null for the others."""
    here = pc.equal(platforms, pa.scalar(owner.platform, pa.string()))
    return pc.if_else(pc.fill_null(here, False), pa.scalar(None, pa.string()), platforms)


def parts(column: pa.Array) -> pa.Array:
    """Return parts of keys: a slash in one must not look like the border between two."""
    return pc.replace_substring(pc.replace_substring(column, "%", "%25"), "/", "%2F")


def escaped(part: str) -> str:
    """Return one part of a key."""
    return part.replace("%", "%25").replace("/", "%2F")


def unescaped(part: str) -> str:
    """Return what a part of a key stands for."""
    return part.replace("%2F", "/").replace("%25", "%")


def usual_key(key: str) -> str:
    """Return a key with its order's number in the usual form; what is no key of three parts is returned as it is."""
    shop, _, rest = key.partition("/")
    number, _, step = rest.partition("/")
    if not step:
        return key
    return f"{shop}/{escaped(usual_number(unescaped(number)))}/{step}"
