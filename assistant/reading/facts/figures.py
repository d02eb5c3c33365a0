"""Figures of all scripts as ASCII ones, place by place: what is found in them stands at the same place in the text."""

from __future__ import annotations

import re

# Arabic, Persian, Thai and full-width; a currency's full-width sign too.
_ZEROS = "٠۰๐０"
_SINGLE = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)} | {
    ord("＄"): "$", ord("￠"): "¢", ord("￡"): "£", ord("￦"): "₩", ord("＋"): "+",
}  # fmt: skip
# The Arabic comma and the full-width signs part sentences as well: in a number they stand between its own figures.
_SEPARATORS = re.compile("[٫٬]|(?<=[٠-٩])،(?=[٠-٩])|(?<=[０-９])[，．－](?=[０-９])")
_PLAIN = {"٫": ".", "٬": ",", "،": ",", "，": ",", "．": ".", "－": "-"}


def plain(text: str) -> str:
    """Return the text with its figures and what parts them in ASCII, as long as it was."""
    return text if text.isascii() else _SEPARATORS.sub(lambda match: _PLAIN[match[0]], text).translate(_SINGLE)
