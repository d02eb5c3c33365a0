"""The only module that knows everybody: loads what is needed, when it is needed, and wires it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from assistant import pipeline, reading, resources
from assistant.choices import known, known_language, require_day, staff_refund
from assistant.config import ANY, load_shop
from assistant.contract import alert_json, clock_json, draft_json, findings_json, plan_json, reading_json
from assistant.deciding.alerts import PastCase, alerts
from assistant.deciding.clocks import running_clocks
from assistant.deciding.situation import Situation
from assistant.errors import DataError, MissingCatalogueError, Problem, UnknownOptionError, UnknownValueError
from assistant.intake import REFUND, Intake
from assistant.languages import staff_locale
from assistant.lines import Line, listed
from assistant.loading import Models, Playbooks
from assistant.model import Channel, Evidence, Message, Order, Reason, Risk, Tone
from assistant.model import Request as Wish
from assistant.places import reply_locale
from assistant.reading import require_text
from assistant.writing.lint.known import known_of
from assistant.writing.slots import TYPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from assistant.deciding.alerts import Alert
    from assistant.deciding.rulebook.playbook import MessageRules, Playbook
    from assistant.encoder import Encoder, Head
    from assistant.model import Clock, Draft, Finding, Offer, Option, Plan, Reading
    from assistant.reading.language import LanguageModels
    from assistant.writing.compose import Composer
    from assistant.writing.lint import Linter
    from assistant.writing.own.phrases import Phrase
    from assistant.writing.staff import Wording


class Result:
    """A reply with everything it came from."""

    def __init__(self, message_reading: Reading, plan: Plan, draft: Draft, options: Sequence[Option]) -> None:
        self.reading, self.plan, self.draft, self.options = message_reading, plan, draft, tuple(options)


class Assistant:
    """The program with one shop's settings; models and catalogues are loaded when first used.

    Every method raises an AssistantError whose text is one sentence for the staff.
    """

    def __init__(self, shop_file: Path | None, today: date, staff_language: str | None = None) -> None:
        self.shop = load_shop(shop_file)
        self.today = today
        self._models = Models()
        self.staff_locale = staff_locale(staff_language or self.shop.shop.staff_language)
        self._playbooks = Playbooks(self.shop.playbook, str(shop_file or ANY))
        self._linter = lru_cache(maxsize=None)(self._make_linter)

    def on_day(self, today: date) -> Assistant:
        """Return the same program for another day; models and catalogues are shared."""
        if today == self.today:
            return self
        other = copy(self)
        other.today = today
        return other

    def for_staff(self, language: str) -> Assistant:
        """Return the same program for staff of another language; models and catalogues are shared."""
        other = copy(self)
        other.staff_locale = staff_locale(language)
        other.__dict__.pop("word", None)
        return other

    @property
    def encoder(self) -> Encoder:
        """The sentence encoder."""
        return self._models.encoder

    @property
    def heads(self) -> dict[str, Head]:
        """The encoder's heads."""
        return self._models.heads

    @property
    def languages(self) -> LanguageModels:
        """The language detectors."""
        return self._models.languages

    @property
    def composer(self) -> Composer:
        """The composer with our own templates."""
        return self._models.composer

    @cached_property
    def word(self) -> Wording:
        """Words lines in the staff's language."""
        from assistant.writing.staff import Wording

        return Wording(self.staff_locale, lambda locale: resources.load_catalogue("ui", locale))

    def playbook(self, platform: str | None) -> Playbook:
        """Return the rules of a platform, the shop's own values laid over them."""
        return self._playbooks.on(self.today, platform or self._own_platform)

    def zone(self, platform: str | None) -> str:
        """Return the time zone in which a platform counts its days, None for the shop's own."""
        return self.playbook(platform).platform.zone.value

    @property
    def _own_platform(self) -> str:
        own, names = self.shop.shop.platform, resources.platform_names()
        if own not in names:
            what = Line(msgid="unknown platform '%(name)s'", slots=(("name", own),))
            hint = Line(msgid="choose %(names)s", slots=(("names", listed(names)),))
            raise DataError([Problem("shop.toml: shop.platform", what, hint)])
        return own

    def _make_linter(self, messages: MessageRules, hosts: tuple[str, ...] = ()) -> Linter:
        from assistant.writing.lint import Linter

        return Linter(self.encoder, self.heads, messages, tuple(self.shop.lint.suppress), hosts)

    def _linter_of(self, playbook: Playbook) -> Linter:
        return self._linter(playbook.platform.messages, playbook.platform.cards.hosts)

    @property
    def intake(self) -> Intake:
        """Reads orders, histories and reasons."""
        return Intake(self._playbooks, self._own_platform, self.today)

    def parse_order(self, data: object, settings: Sequence[tuple[str, str]], where: str) -> Order:
        """Return an order with `--set` laid over it; None is an order of which nothing is known.

        Raises DataError with every defect.
        """
        return self.intake.order(data, settings, where, TYPED)

    def parse_history(self, data: object, where: str, order: Order) -> tuple[Offer, ...]:
        """Return a history, None is an empty one. Raises DataError with every defect."""
        return self.intake.history(data, where, order)

    def read(self, text: str, language: str | None = None) -> Reading:
        """Return what a message says."""
        shop = self.shop.shop
        names = tuple(name for name in (shop.name, shop.agent) if name)
        message = Message(text=text, received_on=self.today, language=language, seller_names=names)
        return reading.read(message, self.encoder, self.heads, self.languages)

    def request(
        self,
        order: Order,
        history: tuple[Offer, ...] = (),
        *,
        locale: str = "en",
        channel: str | None = None,
        tone: str | None = None,
        platform: str | None = None,
        reason: str | None = None,
        settings: Sequence[tuple[str, str]] = (),
    ) -> pipeline.Request:
        """Return what the pipeline needs beside a reading."""
        typed = {key: value for key, value in settings if key in TYPED}
        require_day(typed, self.today)
        return pipeline.Request(
            order=order,
            history=history,
            playbook=self.playbook(platform or order.platform),
            shop=self.shop,
            today=self.today,
            channel=known(channel or Channel.LETTER, Channel),
            tone=known(tone or self.shop.shop.tone, Tone),
            locale=locale,
            staff_locale=self.staff_locale,
            reason=self.intake.reason(reason, platform or order.platform) if reason else None,
            refund=staff_refund(dict(settings).get(REFUND), order),
            typed=typed,
            claimed=self.intake.claimed(order),
        )

    def in_language(self, request: pipeline.Request, message_reading: Reading) -> pipeline.Request:
        """Return the request with the reply's locale: the message's, or the buyer's where the text hardly shows one."""
        buyer, locales = request.order.buyer, resources.locale_names("replies")
        return replace(request, locale=reply_locale(message_reading, buyer, locales))

    def reply(self, message_reading: Reading, request: pipeline.Request, option: int | None = None) -> Result:
        """Return plan and draft; `option` (from 1) offers that option of the plan alone."""
        locales = resources.locale_names("replies")
        if request.locale not in locales:
            raise MissingCatalogueError(request.locale, locales)
        plan = pipeline.decide(message_reading, request)
        if option is not None and not 1 <= option <= len(plan.options):
            raise UnknownOptionError(option, len(plan.options))
        plan = plan if option is None else plan.offering(option)
        options = tuple(one for one in plan.options if one.offered)
        linter = self._linter_of(request.playbook)
        draft = pipeline.write(message_reading, plan, options, request, self.composer, linter)
        return Result(message_reading, plan, draft, options)

    def plan(self, request: pipeline.Request, risks: Sequence[str] = (), wishes: Sequence[str] = ()) -> Plan:
        """Return the plan for a reason given by hand, without a message."""
        from assistant.deciding.plan import make_plan
        from assistant.deciding.question import Question

        reason = request.reason or next(iter(request.claimed), None)
        if reason is None:
            raise UnknownValueError(Line(msgid="reason"), "", list(Reason))
        question = Question(
            reason,
            requests=tuple(known(wish, Wish) for wish in wishes),
            risks=tuple(known(risk, Risk) for risk in risks),
            evidence=Evidence.UNKNOWN,
            history=request.history,
            refund=request.refund,
            claimed=request.claimed,
        )
        return make_plan(question, request.order, request.playbook, self.shop, self.today)

    def phrase(self, phrase: Phrase, request: pipeline.Request) -> tuple[str, tuple[str, ...]]:
        """Return a seller's own phrase filled for an order, and the slots that nothing is known for.

        Raises DataError with every defect of a phrase that passes no import.
        """
        plan = self.plan(replace(request, reason=request.reason or Reason.OTHER))
        return pipeline.fill(phrase, plan, request)

    def clocks(
        self, order: Order, history: tuple[Offer, ...] = (), reason: Reason | None = None, platform: str | None = None
    ) -> tuple[Clock, ...]:
        """Return the clocks that run for an order, those that only some reason starts left out without one."""
        playbook = self.playbook(platform or order.platform)
        situation = Situation(order, playbook, self.shop, self.today, history=history)
        return running_clocks(situation, (reason,) if reason else ())

    def alerts(self, cases: Iterable[tuple[str, date, Reason, Order]]) -> tuple[Alert, ...]:
        """Return what many cases show together and is not over: (id, day, reason, order) each."""
        return alerts([PastCase.of(*case) for case in cases], self.playbook(None).platform.amounts, self.today)

    def lint(
        self,
        text: str,
        platform: str | None = None,
        language: str | None = None,
        draft: str | None = None,
        order: Order | None = None,
    ) -> tuple[Finding, ...]:
        """Return the findings for a text that was typed, or made of a draft; our own sentences in it are not judged."""
        known_language(language)
        require_text(text)
        vetted, facts = self._models.ours(draft, self.shop) if draft else ((), ())
        known = (*known_of(order or Order(), self.shop), *facts)
        return self._linter_of(self.playbook(platform)).lint(text, allowed=known, vetted=vetted, draft=draft)

    def review(self, body: str, result: Result, request: pipeline.Request) -> tuple[Finding, ...]:
        """Return the findings for a draft that the staff have edited; what they left alone is not read again."""
        return pipeline.review(body, result.draft, request, self._linter_of(request.playbook))

    def asks(self, plan: Plan) -> tuple[str, ...]:
        """Return what the buyer is asked for, in the staff's language."""
        return self.composer.ask_lines(plan.ask, self.staff_locale)

    def reading_json(self, message_reading: Reading, identity: str | None = None) -> dict[str, Any]:
        """Return `read --json`."""
        return reading_json(message_reading, identity)

    def plan_json(self, plan: Plan) -> dict[str, Any]:
        """Return `plan --json`."""
        return plan_json(plan, self.word, self.asks(plan))

    def clock_json(self, clock: Clock) -> dict[str, Any]:
        """Return one clock of `clocks --json`."""
        return clock_json(clock, self.word)

    def alert_json(self, alert: Alert) -> dict[str, Any]:
        """Return one alert of `alerts --json`."""
        return alert_json(alert, self.word)

    def reply_json(self, result: Result, identity: str | None = None) -> dict[str, Any]:
        """Return `reply --json`."""
        return {
            "reading": reading_json(result.reading, identity),
            "plan": self.plan_json(result.plan),
            "draft": draft_json(result.draft, self.word),
        }

    def findings_json(self, findings: Sequence[Finding]) -> dict[str, Any]:
        """Return `lint --json`."""
        return {"findings": findings_json(findings, self.word)}
