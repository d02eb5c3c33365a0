"""Where Chinese and Japanese may be broken: between phrases; their scripts allow it anywhere, their readers do not."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser


@lru_cache(maxsize=4096)
def phrases(text: str, locale: str) -> tuple[str, ...]:
    """Return the phrases of a text, the whole text in a locale that parts its words with spaces."""
    parser = _parser(locale)
    return tuple(parser.parse(text)) if parser and text else (text,)


@cache
def _parser(locale: str) -> Parser | None:
    import budoux

    if locale == "ja":
        return budoux.load_default_japanese_parser()
    if locale == "zh_CN":
        return budoux.load_default_simplified_chinese_parser()
    if locale == "zh_TW":
        return budoux.load_default_traditional_chinese_parser()
    return None
