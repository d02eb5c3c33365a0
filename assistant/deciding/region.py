"""Groups of countries whose consumer law the plan has to know (ISO 3166 alpha-2)."""

from __future__ import annotations

EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


def in_region(country: str | None, region: str) -> bool:
    """Whether a country is the region or belongs to it; an unknown country does not."""
    if country is None:
        return False
    code = country.upper()
    return code in EU if region == "EU" else code == region


def is_european(country: str | None) -> bool:
    """Whether the consumer law of the EU, or of the UK after it, applies there."""
    return in_region(country, "EU") or in_region(country, "GB")
