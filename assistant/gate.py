"""The gate: every defect of templates, catalogues, playbooks and weights, found in one run of `assistant check`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import resources
from assistant.cards.designs import drawing_problems, parse_designs
from assistant.cards.nouns import Occasion, Role
from assistant.catalogues import catalogue_problems
from assistant.deciding.keep import KEEP
from assistant.deciding.rulebook.codes import parse_codes
from assistant.deciding.rulebook.rules import parse_playbook
from assistant.errors import DataError, ModelFileError, Problem
from assistant.model import Reason, Remedy
from assistant.money import is_currency, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from assistant.deciding.rulebook.playbook import Rung

OCCASIONS = ", ".join(Occasion)
REASON_BLOCKS = ("subject", "acknowledgement", "also")


def every_problem(today: date) -> tuple[Problem, ...]:
    """Return what is wrong with the program's own data; nothing where all is well."""
    own = (
        *playbook_problems(today),
        *currency_problems(),
        *template_problems(),
        *care_problems(),
        *card_problems(),
        *catalogue_problems(),
        *weight_problems(),
    )
    return tuple(dict.fromkeys(own))


def playbook_problems(today: date) -> Iterator[Problem]:
    """Yield the defects of all playbooks; one of a file that all platforms share comes once for each of them."""
    from assistant.care.intake.aliases import parse_aliases  # with it comes Arrow, which nobody else here needs

    yield from parse_codes(resources.read_codes())[1]
    yield from parse_aliases(resources.read_headers())[1]
    asks = _blocks(resources.templates_folder() / "asks.j2")
    for platform in resources.platform_names():
        playbook, problems = parse_playbook(resources.read_playbook_tables(platform), {}, today)
        yield from problems
        if playbook is None:
            continue
        for reason, rule in playbook.reasons.items():
            place = f"playbooks/reasons.toml: {reason}"
            yield from (
                Problem(f"{place}.keep", f"'{key}' is not known", "add it to assistant/deciding/keep.py")
                for key in rule.keep
                if key not in KEEP
            )
            yield from _ask_problems((*rule.ask, *_asked(rule.ladder)), asks, place)
            if rule.empty is not None:
                yield from _ask_problems((*rule.empty.ask, *_asked(rule.empty.ladder)), asks, f"{place}.empty")
        for name, stage in playbook.stages.items():
            yield from _ask_problems(_asked(stage.ladder), asks, f"playbooks/stages.toml: {name}")


def _asked(ladder: tuple[Rung, ...]) -> tuple[str, ...]:
    return tuple(key for rung in ladder for key in rung.ask or ())


def _ask_problems(keys: tuple[str, ...], asks: frozenset[str], place: str) -> Iterator[Problem]:
    for key in keys:
        if key not in asks:
            yield Problem(f"{place}.ask", f"'{key}' has no block", "add it to templates/replies/asks.j2")


def currency_problems() -> Iterator[Problem]:
    """Yield what is no currency or no worth in the table that sorts the worklist."""
    for code, worth in resources.read_currencies().get("dollars", {}).items():
        place = f"playbooks/currencies.toml: dollars.{code}"
        if not is_currency(code):
            yield Problem(place, "there is no such currency", "use ISO 4217 codes")
        amount = parse_amount(worth) if isinstance(worth, str) else None
        if amount is None or amount[0] <= 0:
            yield Problem(place, f"{worth!r} is no worth above zero", 'write it as text, such as "0.14"')


def template_problems() -> Iterator[Problem]:
    """Yield what a family's checklist asks for and a template lacks."""
    folder = resources.templates_folder()
    for reason in Reason:
        path = folder / "reasons" / f"{reason}.j2"
        if not path.is_file():
            yield Problem(f"templates/replies/reasons/{reason}.j2", "the template is missing", "copy a similar one")
            continue
        blocks = _blocks(path)
        for name in REASON_BLOCKS:
            if name not in blocks:
                yield Problem(f"templates/replies/reasons/{reason}.j2", f"the block {name} is missing", "add it")
    for remedy in Remedy:
        path = folder / "remedies" / f"{remedy}.j2"
        if not path.is_file() or (remedy is not Remedy.EXPLAIN and "offer" not in _blocks(path)):
            yield Problem(f"templates/replies/remedies/{remedy}.j2", "the block offer is missing", "add it")


def care_problems() -> Iterator[Problem]:
    """Yield the defects of the messages after shipping: their rules, and a step without a template or a subject."""
    from assistant.care.letters import ASKS, PARAGRAPHS
    from assistant.care.steps import parse_timeline

    try:
        steps = parse_timeline(resources.read_care()).order
    except DataError as error:
        yield from error.problems
        return
    for step in steps:
        path = resources.folder("templates") / "care" / f"{step}.j2"
        if not path.is_file() or "subject" not in _blocks(path):
            yield Problem(f"templates/care/{step}.j2", "the block subject is missing", "add it")
        if step not in PARAGRAPHS or step not in ASKS:
            yield Problem(
                f"playbooks/care.toml: {step}", "nothing says how its letter is built", "add it to care/letters.py"
            )


def _blocks(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\{%-? block (\w+) ", path.read_text(encoding="utf-8")))


def card_problems() -> Iterator[Problem]:
    """Yield what is wrong with the card designs, and the lines that the words of cards lack."""
    designs = resources.read_designs()
    yield from parse_designs(designs)[1]
    yield from drawing_problems(designs, resources.read_drawings())
    blocks = _blocks(resources.cards_folder() / "text.j2")
    for role in sorted(set(Role) - {Role.OWN} - blocks):
        yield Problem("templates/cards/text.j2", f"the block {role} is missing", "add it")
    for name in sorted(set(resources.read_wishes()["wishes"]) - set(Occasion)):
        yield Problem(f"playbooks/holidays.toml: wishes.{name}", "there is no such occasion", f"choose {OCCASIONS}")


def weight_problems() -> Iterator[Problem]:
    """Yield the weight file that is missing or broken."""
    try:
        resources.check_weights(resources.folder("weights"))
    except ModelFileError as error:
        yield Problem("weights", str(error).rstrip("."))
