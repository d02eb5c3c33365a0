"""The gate of a shop's settings: everything that is wrong with a `shop.toml`, found in one run of `assistant check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import resources
from assistant.bridge.service import KEYED, SERVICES
from assistant.cards.pictures import read_logo
from assistant.config import in_file, parse_usable
from assistant.deciding.rulebook.bounds import below_law
from assistant.deciding.rulebook.rules import parse_playbook
from assistant.deciding.rulebook.values import own_place
from assistant.errors import DataError, FileError, Problem
from assistant.fitting import unknown
from assistant.lines import Line, listed
from assistant.orders import TIME_ZONES
from assistant.print_errors import PictureError
from assistant.writing.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from assistant.deciding.rulebook.playbook import Playbook
    from assistant.shop import Shop, Translation


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
        *_translation_problems(shop.translation),
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


def _translation_problems(settings: Translation) -> Iterator[Problem]:
    """Yield what would keep a translation service from being asked."""
    if settings.provider is None:
        return
    if settings.provider not in SERVICES:
        yield unknown("shop.toml: translation.provider", settings.provider, sorted(SERVICES))
    elif settings.key_variable is None and settings.provider in KEYED:
        what = Line(msgid="%(name)s needs a key", slots=(("name", settings.provider),))
        hint = Line(msgid="name the environment variable that holds it, such as TRANSLATION_KEY")
        yield Problem("shop.toml: translation.key_variable", what, hint)


def care_settings_problems(shop: Shop) -> Iterator[Problem]:
    """Yield what is wrong with a shop's own rules for the messages after shipping."""
    from assistant.care.places import unknown_places
    from assistant.care.steps import parse_timeline

    data = resources.read_care()
    yield from unknown_places(shop.care, resources.platform_names(), data["services"])
    try:
        parse_timeline(data, shop.care.rules)
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
