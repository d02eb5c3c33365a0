"""The gate: every defect of templates, catalogues, playbooks and weights, found in one run of `assistant check`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import resources
from assistant.cards.designs import drawing_problems, parse_designs
from assistant.cards.nouns import Occasion, Role
from assistant.cards.pictures import read_logo
from assistant.catalogues import catalogue_problems
from assistant.config import in_file, parse_usable
from assistant.deciding.keep import KEEP
from assistant.deciding.rulebook.bounds import below_law
from assistant.deciding.rulebook.codes import parse_codes
from assistant.deciding.rulebook.rules import parse_playbook
from assistant.deciding.rulebook.values import own_place
from assistant.errors import DataError, FileError, ModelFileError, Problem
from assistant.lines import Line, listed
from assistant.model import Reason, Remedy
from assistant.money import is_currency, parse_amount
from assistant.orders import TIME_ZONES
from assistant.print_errors import PictureError
from assistant.writing.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from assistant.deciding.rulebook.playbook import Playbook, Rung
    from assistant.shop import Shop

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
        for name, stage in playbook.stages.items():
            yield from _ask_problems(_asked(stage.ladder), asks, f"playbooks/stages.toml: {name}")


def _asked(ladder: tuple[Rung, ...]) -> tuple[str, ...]:
    return tuple(key for rung in ladder for key in rung.ask or ())


def _ask_problems(keys: tuple[str, ...], asks: frozenset[str], place: str) -> Iterator[Problem]:
    for key in keys:
        if key not in asks:
            yield Problem(f"{place}.ask", f"'{key}' has no block", "add it to templates/replies/asks.j2")


def shop_problems(path: Path, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a shop's settings, its own playbook values included."""
    try:
        data = resources.read_toml(path)
    except DataError as error:
        return error.problems
    shop, problems = parse_usable(data, str(path))
    if shop is None:
        return problems
    found = [
        *problems,
        *_unknown_names(shop, path),
        *_read_tomorrow(shop, today),
        *_set_twice(shop),
        *care_settings_problems(shop),
    ]
    for platform in resources.platform_names():
        tables = resources.read_playbook_tables(platform)
        ours, plain = parse_playbook(tables, {}, today)
        own, defects = parse_playbook(tables, shop.playbook, today)
        found += [problem for problem in defects if problem not in plain]
        found += _outdone_by_law(own or ours, shop)
    return tuple(dict.fromkeys((*in_file(found, str(path)), *own_card_problems(shop, path))))


def _read_tomorrow(shop: Shop, today: date) -> Iterator[Problem]:
    """Yield the shop's own values whose source is said to be read after today, wherever on earth today is."""
    for name, own in shop.playbook.items():
        if own.as_of > today + TIME_ZONES:
            slots = (("day", str(own.as_of)), ("today", str(today)))
            what = Line(msgid="%(day)s lies after today (%(today)s)", slots=slots)
            yield Problem(f"{own_place(name)}.as_of", what, Line(msgid="write the day on which you last looked it up"))


def _set_twice(shop: Shop) -> Iterator[Problem]:
    """Yield the shop's own playbook values that another setting of its file, which holds everywhere, outdoes."""
    outdone = {
        "amounts.goodwill_share": ("coupons.goodwill_share", shop.coupons.goodwill_share),
        "amounts.reorder_share": ("coupons.reorder_share", shop.coupons.reorder_share),
        "amounts.return_days": ("returns.days", shop.returns.days),
        "amounts.minor_refund": ("limits.minor_refund.USD", shop.limits.minor_refund.get("USD")),
        "amounts.approval_above": ("limits.approval_above.USD", shop.limits.approval_above.get("USD")),
    }
    for name in shop.playbook:
        setting, value = outdone.get(name.partition(".")[2], ("", None))
        if value is not None:
            slots = (("setting", setting), ("value", str(value)))
            what = Line(msgid="it has no effect: %(setting)s is %(value)s", slots=slots)
            yield Problem(own_place(name), what, Line(msgid="keep one of the two"))


def _outdone_by_law(playbook: Playbook | None, shop: Shop) -> Iterator[Problem]:
    """Yield the shop's own days for a change of mind where consumers have more of them by law, whatever is set here."""
    if playbook is None or playbook.is_for_business:
        return
    name, law = f"{playbook.platform.key}.amounts.change_of_mind_days", playbook.platform.law.withdrawal_days.value
    own = shop.playbook.get(name)
    if own is not None and str(own.value).isdecimal() and int(own.value) < int(law):
        hint = Line(msgid="buyers in the EU and the UK have the law's days all the same; write at least as many")
        yield below_law(f"{own_place(name)}.value", own.value, law, hint)


def _unknown_names(shop: Shop, path: Path) -> list[Problem]:
    found = [
        Problem(
            f"{path}: lint.suppress",
            Line(msgid="there is no rule '%(name)s'", slots=(("name", name),)),
            Line(msgid="choose from %(names)s", slots=(("names", listed(sorted(RULES))),)),
        )
        for name in shop.lint.suppress
        if name not in RULES
    ]
    known = resources.platform_names()
    names = ("names", listed(known))
    if shop.shop.platform not in known:
        what = Line(msgid="unknown platform '%(name)s'", slots=(("name", shop.shop.platform),))
        found.append(Problem(f"{path}: shop.platform", what, Line(msgid="choose %(names)s", slots=(names,))))
    found += [
        Problem(
            f'{path}: playbook."{name}"',
            Line(msgid="there is no such platform"),
            Line(msgid="begin with %(names)s", slots=(names,)),
        )
        for name in shop.playbook
        if name.split(".")[0] not in known
    ]
    return found


def care_settings_problems(shop: Shop) -> Iterator[Problem]:
    """Yield what is wrong with a shop's own rules for the messages after shipping."""
    from assistant.care.steps import parse_timeline

    try:
        parse_timeline(resources.read_care(), shop.care.rules)
    except DataError as error:
        yield from error.problems
    locales = resources.locale_names("care")
    for country, locale in shop.care.languages.items():
        if locale not in locales:
            what = Line(msgid="there is no catalogue '%(locale)s'", slots=(("locale", locale),))
            hint = Line(msgid="choose %(names)s", slots=(("names", listed(locales)),))
            yield Problem(f"shop.toml: care.languages.{country}", what, hint)
    if shop.care.sender:
        from assistant.care.outlets import parse_sender

        yield from parse_sender(shop.care.model_dump())[1]


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


def own_card_problems(shop: Shop, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with the shop's own settings for cards."""
    card, locales = shop.card, resources.locale_names("cards")
    yield from (
        Problem(
            f"{path}: card.lines.{name}",
            Line(msgid="no card is written in this locale"),
            Line(msgid="choose %(names)s", slots=(("names", listed(locales)),)),
        )
        for name in card.lines
        if name not in locales
    )
    if card.coupon_share is not None and not card.coupon_code:
        hint = Line(msgid="a buyer could not use the discount")
        yield Problem(f"{path}: card.coupon_share", Line(msgid="there is no coupon_code"), hint)
    try:
        if card.logo:
            read_logo(path.parent / card.logo)
    except (FileError, PictureError) as error:
        slots = (("path", str(path.parent / str(card.logo))), ("detail", error.detail))
        yield Problem(f"{path}: card.logo", Line(msgid="%(path)s: %(detail)s", slots=slots), error.step)
    if card.fonts and not (path.parent / card.fonts).is_dir():
        what = Line(msgid="there is no folder '%(name)s'", slots=(("name", card.fonts),))
        yield Problem(f"{path}: card.fonts", what, Line(msgid="name the folder with your fonts"))


def weight_problems() -> Iterator[Problem]:
    """Yield the weight file that is missing or broken."""
    try:
        resources.check_weights(resources.folder("weights"))
    except ModelFileError as error:
        yield Problem("weights", str(error).rstrip("."))
