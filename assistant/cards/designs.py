"""The designs: what `designs.toml` says of each, and what is wrong with it or with the file it is drawn by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from assistant.errors import Problem
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIST = "templates/cards/designs.toml"
# What every design is made with, and is none itself.
SHARED = frozenset({"cover", "kit", "page"})
FACES = ("front", "back")


class Design(Noun):
    """One design; `bleed` is how far its colours run beyond the cut, in millimetres."""

    about: Annotated[str, Field(min_length=10)]
    bleed: Annotated[float, Field(ge=0, le=10)]


def parse_designs(table: Mapping[str, Any]) -> tuple[dict[str, Design], tuple[Problem, ...]]:
    """Return the designs by name, and every defect of their list."""
    designs, problems = {}, []
    for name, facts in table.items():
        try:
            designs[name] = Design.model_validate(facts)
        except ValidationError as error:
            problems += [
                Problem(f"{LIST}: {name}.{'.'.join(map(str, detail['loc']))}", detail["msg"].lower())
                for detail in error.errors(include_url=False)
            ]
    return designs, tuple(problems)


def drawing_problems(table: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what a design lacks: its file, one of its two faces; and the file that is in no list."""
    for name in table:
        if name not in sources:
            yield Problem(f"templates/cards/{name}.typ", "the design is missing", "copy a similar one")
            continue
        for face in FACES:
            if not re.search(rf"^#let {face}\(card, job\)", sources[name], re.MULTILINE):
                yield Problem(f"templates/cards/{name}.typ", f"it has no {face}(card, job)", "a card has two sides")
    for name in sorted(sources.keys() - table.keys() - SHARED):
        yield Problem(LIST, f"the design '{name}' is not in the list", "add it with about and bleed")
