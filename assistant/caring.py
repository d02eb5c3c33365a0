"""Care with one shop's settings: what a run works with, wired together."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING

from assistant import resources
from assistant.errors import DataError, UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime
    from gettext import NullTranslations
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.care.keys import Owner
    from assistant.care.ledger import Ledger
    from assistant.care.letters import Letters
    from assistant.care.made import Work
    from assistant.care.merge import Settings
    from assistant.care.outlets import Sender
    from assistant.care.steps import Step, Timeline
    from assistant.shop import Shop

LEDGER = "ledger.db"


def care_catalogue(locale: str) -> NullTranslations:
    """Return the words of the care letters; their greeting and closing are those of the replies."""
    translations = copy(resources.load_catalogue("care", locale))
    translations.add_fallback(resources.load_catalogue("replies", locale))
    return translations


def owner_of(shop: Shop) -> Owner:
    """Return whose the orders of a table are that name no other shop: whoever reads one, asks the same."""
    from assistant.care.keys import Owner

    return Owner(shop.shop.id, shop.shop.name, shop.shop.platform)


class Caring:
    """Makes what a run of care needs out of a shop's program."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self.shop = assistant, assistant.shop

    @cached_property
    def timeline(self) -> Timeline:
        """When each step is due, the shop's own rules laid over ours. Raises DataError with every defect."""
        from assistant.care.places import unknown_places
        from assistant.care.steps import parse_timeline

        data, care = resources.read_care(), self.shop.care
        problems = tuple(unknown_places(care, resources.platform_names(), data["services"]))
        if problems:
            raise DataError(problems)
        return parse_timeline(data, care.rules)

    @cached_property
    def letters(self) -> Letters:
        """The letters with our own templates."""
        from jinja2 import FileSystemLoader, PrefixLoader

        from assistant.care.letters import Letters
        from assistant.writing.templates import Templates

        folder = resources.folder("templates")
        loaders = {name: FileSystemLoader(folder / name) for name in ("replies", "care")}
        return Letters(Templates(PrefixLoader(loaders), care_catalogue), self.shop)

    @cached_property
    def _has_address(self) -> Callable[[str], Callable[[str], bool]]:
        """What finds the texts that a platform forbids; one that remembers for each platform."""
        from assistant.care.slots import address_finder

        return cache(lambda platform: address_finder(self._assistant.playbook(platform).platform.messages))

    def steps(self, named: Sequence[str] = ()) -> tuple[Step, ...]:
        """Return the steps to send: those named, else the shop's, else all. Raises UnknownValueError."""
        known = self.timeline.order
        for name in named:
            if name not in known:
                raise UnknownValueError(Line(msgid="step"), name, known)
        wanted = named or self.shop.care.steps or known
        return tuple(step for step in known if step in wanted)

    def settings(
        self,
        steps: Sequence[Step],
        now: datetime | None = None,
        unsubscribed: Collection[str] = (),
        *,
        mailed: bool = False,
    ) -> Settings:
        """Return what a merge works with; `now` is given where messages leave at once, so that nobody is woken."""
        from assistant.care.destinations import Destinations
        from assistant.care.letters import way_off
        from assistant.care.merge import Settings
        from assistant.care.outlets.mail import usual_address
        from assistant.care.profiles import Profiles

        care = self.shop.care
        locales = resources.locale_names("care")
        for country, locale in care.languages.items():
            if locale not in locales:
                kind = Line(msgid="language for %(country)s", slots=(("country", country),))
                raise UnknownValueError(kind, locale, locales)
        destinations = Destinations(locales, care.languages, care.quiet_from, care.quiet_until)
        profiles = Profiles(self.timeline, self._assistant.playbook, self.shop, destinations, now)
        return Settings(
            profiles=profiles,
            letters=self.letters,
            destinations=destinations,
            has_address=self._has_address,
            steps=steps,
            marketing=bool(way_off(care) and care.postal_address and self.shop.shop.name),
            owner=owner_of(self.shop),
            mailed=mailed,
            unsubscribed=frozenset(usual_address(address.strip()) for address in unsubscribed),
        )

    def sender(self) -> Sender:
        """Return who sends, by the shop's settings. Raises DataError with every defect of them."""
        from assistant.care.outlets import parse_sender

        care = self.shop.care
        names = ("sender", "reply_to", "unsubscribe_url", "unsubscribe_mail")
        sender, problems = parse_sender({name: getattr(care, name) for name in names})
        if sender is None:
            raise DataError(problems)
        return sender

    def work(self, orders: Path, mapping: Path | None, settings: Settings, shard: tuple[int, int] = (0, 1)) -> Work:
        """Return what a run is given; `mapping` names the file's own headers."""
        import pyarrow as pa

        from assistant.care.intake import Settings as Reading
        from assistant.care.intake import load_mapping
        from assistant.care.made import Work

        # Arrow's own allocator keeps what a batch needed: a fifth more memory, and slower (benchmarks/care.py).
        pa.set_memory_pool(pa.system_memory_pool())
        assistant, owner = self._assistant, owner_of(self.shop)
        reading = Reading(platform=owner.platform, zone_of=assistant.zone, owner=owner, shard=shard)
        if mapping:
            reading = replace(reading, mapping=load_mapping(mapping))
        return Work(orders, reading, settings, assistant.today, assistant.word)

    def forget(self, ledger: Ledger, now: datetime) -> None:
        """Forget in a ledger the texts that are older than the shop keeps what names buyers.

        A day that is put forward by --today takes none before its time, and one that is put back none at all.
        """
        day = min(self._assistant.today, now.astimezone(self.shop.shop.zone).date())
        ledger.keeping.forget(day - timedelta(days=self.shop.archive.keep_days))


def open_ledger(named: str | None) -> Ledger:
    """Return the ledger: a file or URL that is named, else `DATABASE_URL`, else a file in the user's data folder.

    Raises DatabaseError.
    """
    from assistant.care.ledger import Ledger

    return Ledger(_ledger_at(named))


def look_into_ledger(named: str | None) -> Ledger | None:
    """Return the same ledger to look at, which makes and changes nothing, None where there is none yet.

    Raises DatabaseError, FileError.
    """
    from assistant.care.ledger import Ledger

    return Ledger.looked_at(_ledger_at(named))


def _ledger_at(named: str | None) -> str:
    return named or resources.database_url() or str(resources.data_folder() / LEDGER)
