"""One translation service of deep-translator by its name: masked texts, a time limit, retries, a cache."""

from __future__ import annotations

import inspect
import os
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from assistant.bridge.masking import NOTHING, masked
from assistant.errors import InputError, UnknownValueError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.bridge.cache import Cache
    from assistant.bridge.masking import Private
    from assistant.shop import Translation

# The name of a service in shop.toml -> its class, and what that class calls our settings.
SERVICES: dict[str, tuple[str, Mapping[str, str]]] = {
    "baidu": ("BaiduTranslator", {"key": "appkey", "account": "appid"}),
    "chatgpt": ("ChatGptTranslator", {"key": "api_key"}),
    "deepl": ("DeeplTranslator", {"key": "api_key"}),
    "google": ("GoogleTranslator", {}),
    "libre": ("LibreTranslator", {"key": "api_key", "url": "custom_url"}),
    "linguee": ("LingueeTranslator", {}),
    "microsoft": ("MicrosoftTranslator", {"key": "api_key", "account": "region"}),
    "mymemory": ("MyMemoryTranslator", {}),
    "papago": ("PapagoTranslator", {"key": "secret_key", "account": "client_id"}),
    "pons": ("PonsTranslator", {}),
    "qcri": ("QcriTranslator", {"key": "api_key"}),
    "yandex": ("YandexTranslator", {"key": "api_key"}),
}
# Those that answer nobody without a key; a libre server of one's own does.
KEYED = frozenset(name for name, (_, settings) in SERVICES.items() if "key" in settings) - {"libre"}
# deep-translator's libre class refuses to start without a key although a server of one's own needs none.
NO_KEY = "none"
LONGEST_PIECE = 1500  # some services take the text in the address of the request
PAUSE = 0.5


class TranslationOffError(InputError):
    """A translation was asked for, but the shop has named no service."""

    def __init__(self) -> None:
        super().__init__(
            Line(
                msgid="No translation service is switched on: set provider in [translation] of shop.toml, "
                "to one of %(names)s.",
                slots=(("names", listed(sorted(SERVICES))),),
            )
        )


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation; without one `text` is the original and `why` says what went wrong, if a machine was needed."""

    text: str
    why: str | None = None
    by_machine: bool = True


class Service:
    """Translates with the shop's service.

    Raises TranslationOffError where none is named, UnknownValueError where it does not exist. What fails later is
    told in the result: nothing here may stop a reply.
    """

    def __init__(self, settings: Translation, cache: Cache, sleep: Callable[[float], None] = time.sleep) -> None:
        if not settings.provider:
            raise TranslationOffError
        if settings.provider not in SERVICES:
            raise UnknownValueError(Line(msgid="translation service"), settings.provider, SERVICES)
        self._settings, self._cache, self._sleep = settings, cache, sleep

    def translate(self, text: str, source: str, target: str, private: Private = NOTHING) -> Translated:
        """Return a text in another language; names, numbers and codes do not leave the house."""
        hidden = masked(text, private, source)
        if source == target or not hidden.has_words:
            return Translated(text, by_machine=False)
        key = (str(self._settings.provider), self._settings.url or "", source, target, hidden.text)
        answer, why = self._cache.get(*key), None
        if answer is None:
            answer, why = self._fetched(hidden.text, source, target)
        if answer is None:
            return Translated(text, why)
        restored = hidden.restored(answer)
        if restored is None:
            return Translated(text, "the service lost a name or a number")
        self._cache.put(answer, *key)
        return Translated(restored)

    def _fetched(self, text: str, source: str, target: str) -> tuple[str | None, str | None]:
        why = "it did not answer"
        for attempt in range(self._settings.retries + 1):
            if attempt:
                self._sleep(PAUSE * 2 ** (attempt - 1))
            try:
                return self._answer(text, source, target).result(timeout=self._settings.seconds), None
            except TimedOut:
                why = f"it did not answer within {self._settings.seconds:g} seconds"
            except Exception as error:  # noqa: BLE001 - each service of the package raises its own kinds
                why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return None, why

    def _answer(self, text: str, source: str, target: str) -> Future[str]:
        """Ask in a thread, for the package's requests have no time limit; the program does not wait for its end."""
        answer: Future[str] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._ask(text, source, target))
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
                answer.set_exception(error)

        Thread(target=ask, daemon=True).start()
        return answer

    def _ask(self, text: str, source: str, target: str) -> str:
        import deep_translator

        name, names = SERVICES[str(self._settings.provider)]
        kind = getattr(deep_translator, name)
        given = {"key": self._key(), "url": self._settings.url, "account": self._settings.account}
        options: dict[str, Any] = {names[one]: value for one, value in given.items() if one in names and value}
        taken = inspect.signature(kind.__init__).parameters
        translator = kind(source=source, target=target, **{k: v for k, v in options.items() if k in taken})
        return "".join(str(translator.translate(piece)) if piece.strip() else piece for piece in pieces(text))

    def _key(self) -> str | None:
        variable = self._settings.key_variable
        if variable is None:
            return NO_KEY if self._settings.provider == "libre" else None
        return os.environ.get(variable)


def pieces(text: str) -> list[str]:
    """Return the text in pieces that a service takes, cut between lines and, where a line is too long, sentences."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        while len(line) > LONGEST_PIECE:
            cut = max(line.rfind(end, 0, LONGEST_PIECE) for end in (". ", "。", "! ", "? ", " "))
            cut = cut + 1 if cut > 0 else LONGEST_PIECE
            found.append(line[:cut])
            line = line[cut:]  # noqa: PLW2901 - what is left of the line
        found.append(line)
    return found
