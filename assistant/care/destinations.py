"""Where a message goes: the locale by the buyer's language, else by his country, and whether it is night there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.core import get_global

from assistant.model import Buyer
from assistant.places import CHINESE, WITH_SCRIPT, home_locale

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


class Destinations:
    """Knows the locales that have a catalogue, and the shop's own choice of a locale for a country."""

    def __init__(self, locales: Collection[str], own: Mapping[str, str], quiet_from: int, quiet_until: int) -> None:
        self._locales, self._own = frozenset(locales), own
        self._quiet_from, self._quiet_until = quiet_from, quiet_until
        self.locale = lru_cache(maxsize=None)(self._locale)

    def _locale(self, language: str | None, country: str | None) -> str | None:
        """Return the locale of a buyer, the shop's own choice for his country before ours."""
        by_language = home_locale(Buyer(language=language), self._locales)
        if by_language == WITH_SCRIPT[CHINESE]:
            return home_locale(Buyer(language=language, country=country), self._locales)
        return by_language or self._own.get(country or "") or home_locale(Buyer(country=country), self._locales)

    def is_night(self, country: str | None, now: datetime) -> bool:
        """Whether it is a quiet hour in some part of the country; in an unknown one it is none."""
        if country is None or self._quiet_from == self._quiet_until:
            return False
        zones = get_global("territory_zones").get(country, ())
        return any(self._is_quiet(now.astimezone(ZoneInfo(zone)).hour) for zone in zones)

    def _is_quiet(self, hour: int) -> bool:
        if self._quiet_from < self._quiet_until:
            return self._quiet_from <= hour < self._quiet_until
        return hour >= self._quiet_from or hour < self._quiet_until
