"""What the columns are: our own aliases, a seller's mapping file, and what a look at a file shows of both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.care.intake import HeaderMapping, Settings, load_mapping, read_orders, understood
from assistant.care.intake.aliases import parse_aliases
from assistant.errors import DataError
from tests.conftest import TODAY
from tests.order_tables import CASES, DAY, read, written

if TYPE_CHECKING:
    from pathlib import Path


def test_understood_shows_every_column_with_an_example(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", "Order No.;Farbe;国家;Total\n1;;;\n2;rot;巴西;5,00\n", "utf-8-sig")
    found = understood(path)
    assert found.form == "CSV, semicolons, UTF-8"
    assert [(column.header, column.field, column.example) for column in found.columns] == [
        ("Order No.", "number", "1"),
        ("Farbe", None, "rot"),
        ("国家", "buyer_country", "巴西"),
        ("Total", "price", "5,00"),
    ]
    assert found.problems == ()
    assert understood(CASES / "shopify.csv").form == "CSV, commas, UTF-8, Shopify"
    assert understood(CASES / "taobao-gb18030.csv").form == "CSV, commas, GB18030, Taobao and Tmall"


def test_a_mapping_file_names_headers_and_what_holds_for_all(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", "Bestellung,order id,Versand,Kunde\n1,a,03/04/2026,Anna\n")
    file = written(
        tmp_path / "mapping.toml",
        'date_order = "dmy"\n[headers]\nBestellung = "number"\n"order id" = ""\nversand = "shipped_on"\n'
        'KUNDE = "buyer_name"\n[constants]\nplatform = "taobao"\ncurrency = "CNY"\n',
    )
    orders, rejected = read(path, mapping=load_mapping(file))
    assert rejected == []
    assert orders == [
        {
            "row": 2,
            "number": "1",
            "platform": "taobao",
            "currency": "CNY",
            "shipped_on": date(2026, 4, 3),
            "buyer_name": "Anna",
        }
    ]


def test_every_defect_of_a_mapping_file_is_told(tmp_path: Path) -> None:
    file = written(
        tmp_path / "mapping.toml",
        'date_order = "ymd"\nnumbr = "x"\n[headers]\n"A" = "nummber"\n"B" = 5\n[constants]\nprice = "5"\n',
    )
    with pytest.raises(DataError) as caught:
        load_mapping(file)
    said = str(caught.value)
    assert len(caught.value.problems) == 5
    for part in ("date_order", "numbr", "did you mean 'number'", "'5' is not text", "'price'"):
        assert part in said
    path = written(tmp_path / "orders.csv", "Bestellung\n1\n")
    with pytest.raises(DataError, match="the mapping names a column that the file has not"):
        read_orders(path, DAY, Settings(mapping=HeaderMapping({"Bestellnummer": "number"})))


def test_defects_of_our_own_aliases_are_told() -> None:
    table = {"source": "xx", "as_of": TODAY, "verified": False}
    fields = {"number": ["Order"], "item": ["order"], "colour": ["Farbe"], "price": ["-"]}
    found, problems = parse_aliases(
        {"exports": [], "all": {**table, "fields": fields, "instead": {"number": ["ORDER"]}}}
    )
    assert found is None
    said = "\n".join(map(str, problems))
    for part in ("'order' is also number", "no field 'colour'", "no letter or digit", "stands in both lists"):
        assert part in said
