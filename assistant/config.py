"""The shop's settings file: read, checked, all its problems reported at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.errors import DataError, Problem, advice
from assistant.fitting import fitting, misfit
from assistant.lines import Line
from assistant.money import finer, is_finer, unclear
from assistant.resources import read_toml
from assistant.shop import Shop, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from assistant.shop import Costs, Limits

ANY = "shop.toml"


def load_shop(path: Path | None) -> Shop:
    """Return the shop's settings; the defaults without a file. Raises FileError or DataError."""
    if path is None:
        return Shop()
    shop, problems = parse_shop(read_toml(path), str(path))
    if shop is None:
        raise DataError(problems)
    return shop


def parse_shop(data: dict[str, Any], where: str) -> tuple[Shop | None, tuple[Problem, ...]]:
    """Return the settings and every problem of the file."""
    try:
        shop = Shop.model_validate(data)
    except ValidationError as error:
        return None, tuple(_problem(detail, where) for detail in error.errors(include_url=False))
    problems = (*_limit_problems(shop.limits, where), *_fee_problems(shop.costs, where))
    return (None if problems else shop), problems


def parse_usable(data: dict[str, Any], where: str) -> tuple[Shop | None, tuple[Problem, ...]]:
    """Return the settings without the tables that have problems, and every problem: so that all of them are found."""
    shop, problems = parse_shop(data, where)
    broken = {re.split(r"[.\[]", one.where.removeprefix(f"{where}: "))[0] for one in problems}
    rest = {name: table for name, table in data.items() if name not in broken}
    if shop is not None or len(rest) == len(data):
        return shop, problems
    shop, more = parse_usable(rest, where)
    return shop, (*problems, *more)


def in_file(problems: Iterable[Problem], path: str) -> tuple[Problem, ...]:
    """Return the problems of a shop's settings, as they are told of any shop.toml, of the file that was read."""
    return tuple(
        replace(one, where=path + one.where.removeprefix(ANY)) if one.where.startswith(f"{ANY}: ") else one
        for one in problems
    )


def _limit_problems(limits: Limits, where: str) -> Iterator[Problem]:
    for name in ("approval_above", "refund_at_most", "minor_refund"):
        for currency, amount in getattr(limits, name).items():
            if is_finer(amount, currency):
                yield finer(f"{where}: limits.{name}.{currency}", amount, currency)
            else:
                yield from unclear(f"{where}: limits.{name}.{currency}", str(amount), currency)
    for currency, amount in limits.minor_refund.items():
        most = limits.refund_at_most.get(currency)
        if most is not None and amount > most:
            what = Line(
                msgid="%(amount)s is above refund_at_most, %(most)s",
                slots=(("amount", f"{amount:f}"), ("most", f"{most:f}")),
            )
            hint = Line(msgid="lower it, or raise the limit")
            yield Problem(f"{where}: limits.minor_refund.{currency}", what, hint)


def _fee_problems(costs: Costs, where: str) -> Iterator[Problem]:
    fees = costs.commission_share + costs.payment_share
    if fees >= 1:
        percent = f"{(fees * 100).normalize():f}"
        what = Line(msgid="the fees of a sale are %(percent)s %% of its price", slots=(("percent", percent),))
        yield Problem(f"{where}: costs", what, Line(msgid='write parts of one, such as "0.08" for 8 %%'))


def _problem(detail: Any, where: str) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    place = f"{where}: {path}"
    if detail["type"] == "extra_forbidden":
        near = advice(str(detail["loc"][-1]), _known(detail["loc"][:-1]))
        return Problem(place, Line(msgid="there is no such setting"), near)
    return misfit(place, detail["input"], fitting(detail["msg"][0].lower() + detail["msg"][1:]))


def _known(path: tuple[Any, ...]) -> list[str]:
    table: type[Table] = Shop
    for part in path:
        field = table.model_fields.get(str(part))
        if field is None or not (isinstance(field.annotation, type) and issubclass(field.annotation, Table)):
            break
        table = field.annotation
    return sorted(table.model_fields)
