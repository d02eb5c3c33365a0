"""What is loaded once, when it is first needed: models, templates, playbooks by day, the platforms' codes."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from assistant import resources
from assistant.config import ANY, in_file
from assistant.deciding.rulebook.codes import parse_codes
from assistant.deciding.rulebook.rules import parse_playbook
from assistant.errors import DataError, UnknownValueError
from assistant.lines import Line
from assistant.reading.language import detect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from assistant.deciding.rulebook.codes import Codes
    from assistant.deciding.rulebook.playbook import Playbook
    from assistant.encoder import Encoder, Head
    from assistant.reading.language import LanguageModels
    from assistant.shop import Override, Shop
    from assistant.writing.compose import Composer
    from assistant.writing.templates import Templates


class Models:
    """What is loaded once, when it is first needed, and shared by every copy of the program."""

    @cached_property
    def encoder(self) -> Encoder:
        """The sentence encoder."""
        return resources.load_encoder()

    @cached_property
    def heads(self) -> dict[str, Head]:
        """The encoder's heads."""
        return resources.load_heads()

    @cached_property
    def languages(self) -> LanguageModels:
        """The language detectors."""
        from assistant.detectors import Detectors

        return Detectors()

    @cached_property
    def composer(self) -> Composer:
        """The composer with our own templates."""
        from jinja2 import FileSystemLoader

        from assistant.writing.compose import Composer
        from assistant.writing.templates import Templates

        loader = FileSystemLoader(resources.templates_folder())
        return Composer(Templates(loader, lambda locale: resources.load_catalogue("replies", locale)))

    @cached_property
    def _messages(self) -> tuple[tuple[str, str], ...]:
        from jinja2 import FileSystemLoader

        from assistant.writing.lint.catalogue import messages

        return messages(FileSystemLoader(resources.templates_folder()))

    def ours(self, draft: str, shop: Shop) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sentences of a draft that stand in our catalogues, and what it says of the order in others.

        What a file calls a draft may hold anything: what leads the buyer away is not among them.
        """
        from assistant.writing.lint.catalogue import Wordings, shop_texts
        from assistant.writing.lint.known import harmless

        locale = detect(draft, self.languages, {}).locale
        if locale not in resources.locale_names("replies"):
            return (), ()
        wordings = Wordings(self._messages, resources.load_catalogue("replies", locale), locale, shop_texts(shop))
        return wordings.ours(draft), tuple(harmless(wordings.facts(draft)))


def card_templates() -> Templates:
    """Return the words of thank-you cards."""
    from jinja2 import FileSystemLoader

    from assistant.writing.templates import Templates

    return Templates(
        FileSystemLoader(resources.cards_folder()), lambda locale: resources.load_catalogue("cards", locale)
    )


class Playbooks:
    """The rules of every platform, a shop's own values laid over them, each parsed once between two changes."""

    def __init__(self, overrides: Mapping[str, Override], file: str = ANY) -> None:
        self._overrides, self._file = overrides, file
        self._parsed: dict[tuple[str, int], Playbook] = {}
        self._changes: dict[str, tuple[date, ...]] = {}

    def on(self, today: date, platform: str) -> Playbook:
        """Return the rules of a platform that are in force on a day.

        Raises UnknownValueError for a platform without a playbook, DataError with every defect of its files.
        """
        if platform not in self._changes:
            known = resources.platform_names()
            if platform not in known:
                raise UnknownValueError(Line(msgid="platform"), platform, known)
            self._changes[platform] = resources.read_playbook_tables(platform).changes
        key = platform, bisect_right(self._changes[platform], today)
        if key not in self._parsed:
            tables = resources.read_playbook_tables(platform)
            playbook, problems = parse_playbook(tables, self._overrides, today)
            if playbook is None:
                raise DataError(in_file(problems, self._file))
            calendar = resources.working_days(playbook.platform.country)
            calendars = {"calendar": calendar, "calendars": resources.working_days}
            self._parsed[key] = playbook.model_copy(update=calendars)
        return self._parsed[key]

    @cached_property
    def codes(self) -> Codes:
        """What the platforms' own reasons, stages and statuses mean. Raises DataError with every defect."""
        codes, problems = parse_codes(resources.read_codes())
        if codes is None:
            raise DataError(problems)
        return codes
