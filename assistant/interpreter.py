"""Replies with a translation service: what no catalogue says, and what the staff typed in their own language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant import resources
from assistant.bootstrap import Result
from assistant.bridge.cache import Cache
from assistant.bridge.drafts import carried, in_language, private_of
from assistant.bridge.service import Service
from assistant.reading.language import as_language
from assistant.writing.lint.approval import approvals

if TYPE_CHECKING:
    from assistant import pipeline
    from assistant.bootstrap import Assistant
    from assistant.bridge.service import Translated
    from assistant.model import Order, Reading

FROM = "en"


class Interpreter:
    """The program with the shop's translation service. Raises TranslationOffError where none is switched on."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._service = Service(assistant.shop.translation, Cache(resources.cache_folder() / "translations.sqlite3"))
        self._staff_language = as_language(assistant.staff_locale).language

    def message(self, reading: Reading, text: str, order: Order) -> Translated:
        """Return a buyer's message in the staff's language; names and numbers do not leave the house."""
        private = private_of(order, self._assistant.shop)
        words = (*private.words, *(text[p.start : p.end] for p in reading.facts.personal))
        return self._service.translate(text, reading.language, self._staff_language, replace(private, words=words))

    def reply(self, reading: Reading, request: pipeline.Request, option: int | None = None) -> Result:
        """Return a reply in any language that the service knows; what a machine wrote is told as a finding."""
        private = private_of(request.order, self._assistant.shop)
        has_catalogue = request.locale in resources.locale_names("replies")
        locale = request.locale if has_catalogue else FROM
        into = as_language(locale).language
        typed, told = carried(request.typed, self._service, self._staff_language, into, private)
        result = self._assistant.reply(reading, replace(request, typed=typed, locale=locale), option)
        draft = result.draft.model_copy(update={"findings": (*told, *result.draft.findings)})
        if not has_catalogue:
            draft = in_language(draft, self._service, as_language(request.locale).language, private)
            found = self._assistant.lint(draft.body, request.playbook.platform.key, order=request.order)
            findings = (*told, *draft.findings, *approvals(draft, result.options), *found)
            draft = draft.model_copy(update={"findings": findings})
        return Result(result.reading, result.plan, draft, result.options)
