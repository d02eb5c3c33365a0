"""The shop's settings file: read, checked, all its problems reported at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.errors import DataError, Problem, advice
from assistant.fitting import fitting, misfit
from assistant.lines import Line
from assistant.resources import read_toml
from assistant.shop import Shop, Table

if TYPE_CHECKING:
    from pathlib import Path


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
        return Shop.model_validate(data), ()
    except ValidationError as error:
        return None, tuple(_problem(detail, where) for detail in error.errors(include_url=False))


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
