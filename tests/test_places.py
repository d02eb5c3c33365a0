"""Countries and languages by name: in orders, in filters, and what is said of one that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from babel import Locale

from assistant.errors import DataError
from assistant.intake import Intake
from assistant.loading import Playbooks
from assistant.places import LONGEST_CODE, places
from assistant.resources import locale_names
from tests.conftest import TODAY


def buyer(**fields: Any) -> tuple[str | None, str | None]:
    read = Intake(Playbooks({}), "aliexpress", TODAY).order({"buyer": fields}, (), "order").buyer
    return read.country, read.language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("UK", "GB"), ("EL", "GR"), ("Germany", "DE"),
        (" Deutschland ", "DE"), ("Allemagne", "DE"), ("Niemcy", "DE"), ("ألمانيا", "DE"), ("ドイツ", "DE"),
        ("德国", "DE"), ("Россия", "RU"), ("Großbritannien", "GB"), ("США", "US"), ("Česká republika", "CZ"),
    ],
)  # fmt: skip
def test_a_country_of_an_order_is_known_by_its_name_in_every_language(text: str, code: str) -> None:
    assert buyer(country=text) == (code, None)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("fr", "fr"), ("pt-BR", "pt_BR"), ("iw", "he"), ("ga", "ga"), ("Français", "fr"), ("русский", "ru"),
        ("俄语", "ru"),
    ],
)  # fmt: skip
def test_a_language_of_an_order_is_known_by_its_name(text: str, locale: str) -> None:
    assert buyer(language=text) == (None, locale)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("country", "Germani", "the country 'Germani' is not known; did you mean DE"),
        ("country", "EU", "the country 'EU' is not known; write its two letters of ISO 3166, such as BR"),
        ("country", "XX", "the country 'XX' is not known; write its two letters of ISO 3166, such as BR"),
        ("language", "Frankish-ish", "the language 'Frankish-ish' is not known; write its code, such as pt or pt-BR"),
    ],
)
def test_what_nobody_knows_is_said_and_not_passed_over(field: str, text: str, said: str) -> None:
    with pytest.raises(DataError) as failure:
        buyer(**{field: text})
    assert [str(problem) for problem in failure.value.problems] == [f"order: buyer.{field}: {said}"]


def test_a_setting_is_named_where_it_brought_in_the_country() -> None:
    with pytest.raises(DataError) as failure:
        Intake(Playbooks({}), "aliexpress", TODAY).order({"price": "x"}, (("buyer.country", "Mordor"),), "order")
    said = [str(problem).split(": ")[0] for problem in failure.value.problems]
    assert said == ["--set buyer.country=Mordor", "order"]


def test_no_two_countries_share_a_name_in_the_languages_that_we_know() -> None:
    for name in locale_names("replies"):
        for code, text in Locale.parse(name).territories.items():
            is_code = len(text) <= LONGEST_CODE and text.isascii()  # Vietnamese Nga is Russia, but NGA Nigeria
            assert code not in places().countries or is_code or places().country(text) == code, (name, text)
