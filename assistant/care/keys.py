"""What a message is known by: whose order it is, the order's number however it is written, the step."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

# Such a number is its own usual form; everything else takes the way through Python.
USUAL = r"^[0-9A-Z]([0-9A-Z_.:-]| [0-9A-Z])*$"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the orders are that name no other shop: by `id`, which stays when the `name` changes."""

    id: str | None = None
    name: str | None = None

    def of(self, shop: str | None) -> str:
        """Return by what a shop is known: the name in an order's own column, else this owner."""
        if self.id is not None and shop in {None, self.name}:
            return self.id
        return shop or self.name or ""

    @property
    def key(self) -> str:
        """The first part of this owner's keys."""
        return escaped(self.of(None))


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
    """Return by what the shop of each order is known."""
    encoded = shops.dictionary_encode()
    known = pa.array([owner.of(shop) for shop in encoded.dictionary.to_pylist()], pa.string())
    return pc.fill_null(known.take(encoded.indices), owner.of(None))


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
