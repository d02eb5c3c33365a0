"""Places that the shop's settings name: a country or platform that nobody knows would hold for no order, unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import Problem
from assistant.fitting import unknown
from assistant.lines import Line
from assistant.places import places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from assistant.shop import Care


def unknown_places(care: Care, platforms: Collection[str], services: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each country, platform and service of [care] that is none; rules' services are not asked."""
    named = [(f"languages.{country}", country) for country in care.languages]
    named += [(f"rules[{number}].country", rule.country) for number, rule in enumerate(care.rules) if rule.country]
    named += [(f"transit[{number}].country", line.country) for number, line in enumerate(care.transit) if line.country]
    for where, country in named:
        if country not in places().countries:
            what = Line(msgid="'%(value)s' is no country", slots=(("value", country),))
            hint = Line(msgid="write its two letters of ISO 3166, such as BR")
            yield Problem(f"shop.toml: care.{where}", what, hint)
    for number, rule in enumerate(care.rules):
        if rule.platform and rule.platform not in platforms:
            where = f"shop.toml: care.rules[{number}].platform"
            yield unknown(where, rule.platform, sorted(platforms))
    for number, line in enumerate(care.transit):
        if line.service and line.service not in services:
            where = f"shop.toml: care.transit[{number}].service"
            yield unknown(where, line.service, sorted(services))
