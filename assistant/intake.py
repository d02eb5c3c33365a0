"""Orders, histories and reasons as they come in: a platform's own words turned into ours, its days into its zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant import resources
from assistant.choices import known
from assistant.deciding.keep import KEEP
from assistant.deciding.rulebook.exports import in_our_words
from assistant.errors import DataError, Problem, UnknownValueError
from assistant.lines import Line
from assistant.model import Reason
from assistant.orders import field_paths, parse_history, parse_order, with_settings
from assistant.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from assistant.loading import Playbooks
    from assistant.model import Offer, Order

REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads what a shop hands in; `platform` is the shop's own, for orders that name none."""

    playbooks: Playbooks
    platform: str
    today: date

    def order(self, data: object, settings: Sequence[tuple[str, str]], where: str, typed: Sequence[str] = ()) -> Order:
        """Return an order with `--set` laid over it; None is an order of which nothing is known.

        `typed` names the settings that are none of the order's. Raises DataError with every defect, UnknownValueError
        for a platform, a setting or a piece of evidence that does not exist.
        """
        data = {} if data is None else data
        fields = [pair for pair in settings if pair[0] not in (*typed, REFUND)]
        for path, _ in fields:
            if path not in field_paths():
                raise UnknownValueError(Line(msgid="setting for --set"), path, [*field_paths(), *typed, REFUND])
        laid = with_settings(data, fields) if isinstance(data, dict) else data
        zone = None
        unknown: tuple[Problem, ...] = ()
        if isinstance(laid, dict):
            platform = _named(laid) or self.platform
            laid, unknown = _placed(in_our_words(laid, self.playbooks.codes, platform), where)
            zone = self._zone(platform)
        order, problems = parse_order(laid, where, self.today, zone)
        if order is None or unknown:
            raise DataError([_of_setting(problem, dict(fields), where) for problem in (*unknown, *problems)])
        if order.platform is not None and order.platform not in resources.platform_names():
            raise UnknownValueError(Line(msgid="platform"), order.platform, resources.platform_names())
        for key in order.evidence_held:
            if key not in KEEP:
                raise UnknownValueError(Line(msgid="evidence"), key, KEEP)
        return order

    def history(self, data: object, where: str, order: Order) -> tuple[Offer, ...]:
        """Return a history, None is an empty one. Raises DataError with every defect."""
        zone = self._zone(order.platform)
        history, problems = parse_history([] if data is None else data, where, order.currency, zone)
        if problems:
            raise DataError(problems)
        return history

    def reason(self, text: str, platform: str | None) -> Reason:
        """Return a reason by our name, or by the platform's own code or text for it. Raises UnknownValueError."""
        meant = self.playbooks.codes.reasons(platform or self.platform, text)
        return meant[0] if meant else known(text, Reason)

    def claimed(self, order: Order) -> tuple[Reason, ...]:
        """Return what the reason of the order's dispute may mean."""
        text = order.dispute.reason if order.dispute else None
        return self.playbooks.codes.reasons(order.platform or self.platform, text) if text else ()

    def _zone(self, platform: str | None) -> str:
        return self.playbooks.on(self.today, platform or self.platform).platform.zone.value


def _placed(data: dict[str, Any], where: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return an order's JSON with the buyer's country and language as codes, and a problem for each that is unknown."""
    buyer = data.get("buyer")
    if not isinstance(buyer, dict):
        return data, ()
    codes, problems = {}, []
    country, language = (_text(buyer.get(field)) for field in ("country", "language"))
    if country:
        codes["country"] = places().country(country)
        if codes["country"] is None:
            problems.append(Problem(f"{where}: buyer.country", *places().no_country(country)))
    if language:
        codes["language"] = places().language(language)
        if codes["language"] is None:
            what = Line(msgid="the language '%(text)s' is not known", slots=(("text", language),))
            hint = Line(msgid="write its code, such as pt or pt-BR")
            problems.append(Problem(f"{where}: buyer.language", what, hint))
    return {**data, "buyer": {**buyer, **{field: code for field, code in codes.items() if code}}}, tuple(problems)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _of_setting(problem: Problem, given: Mapping[str, str], where: str) -> Problem:
    """Return a defect of the order at the `--set` that brought it in; of a file's own field as it is."""
    path = problem.where.removeprefix(f"{where}: ").replace(": ", ".")
    return replace(problem, where=f"--set {path}={given[path]}") if path in given else problem


def _named(data: dict[str, Any]) -> str | None:
    """Return the platform that an order names, where there is such a one."""
    named = data.get("platform")
    return named if isinstance(named, str) and named in resources.platform_names() else None
