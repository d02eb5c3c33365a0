"""The screen: one readable page for a reading, a plan, a reply or findings, in the staff's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assistant.deciding.agreement import POINTS
from assistant.deciding.keep import KEEP
from assistant.deciding.labels import REASONS, REMEDIES, REQUESTS, RISKS, STATES
from assistant.model import Line, Remedy, Severity
from assistant.money import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from rich.console import RenderableType

    from assistant.bootstrap import Assistant, Result
    from assistant.model import Clock, Draft, Finding, Option, Plan, Reading

SEVERITIES = {
    Severity.ERROR: Line(msgid="error"),
    Severity.WARNING: Line(msgid="warning"),
    Severity.SUGGESTION: Line(msgid="suggestion"),
}
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.SUGGESTION: "cyan"}
URGENT_DAYS = 2
CLOCKS_SHOWN, EXPIRED_SHOWN = 5, 2
# On the screen only what is not offered for a reason of its own; the JSON has all.
SELF_EVIDENT = {
    "Not part of the ladder for this reason and state.",
    "A claim against the carrier is the seller's own step beside the offer, not an offer.",
    "Nothing to contest: no dispute or chargeback is open.",
    "The shop has set no gift: add gift to shop.toml.",
}


class Screen:
    """Prints what the program found, for people."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._word = assistant, assistant.word
        self._gap = "" if assistant.word.locale.startswith("zh") else " "  # Chinese needs none between sentences
        self._console = Console(highlight=False, soft_wrap=False)

    def reading(self, reading: Reading) -> None:
        """Print a reading."""
        self._console.print(self._reading(reading))

    def plan(self, plan: Plan) -> None:
        """Print a plan."""
        self._console.print(self._plan(plan))

    def reply(self, result: Result) -> None:
        """Print language, reason and why, the options with money and clocks, draft and gloss, findings."""
        self._console.print(self._reading(result.reading))
        self._console.print(self._plan(result.plan))
        self._console.print(self._draft(result.draft))
        self.findings(result.draft.findings)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings, or that there are none."""
        if not findings:
            self._console.print(Text("✓ " + self._say("Nothing found that must not be said."), style="green"))
        for finding in findings:
            head = Text.assemble(
                (f"{self._word(SEVERITIES[finding.severity])} {finding.rule}", COLOURS[finding.severity]),
                self._say(": ") + f"“{finding.text}”",
            )
            self._console.print(head)
            self._console.print(Text(f"  {self._word(finding.why)}{self._gap}{self._word(finding.suggestion)}"))

    def _say(self, msgid: str) -> str:
        return self._word(Line(msgid=msgid))

    def _named(self, name: Line, what: str) -> str:
        return self._word(name) + self._say(": ") + what

    def _reading(self, reading: Reading) -> RenderableType:
        table = _grid()
        best = reading.reasons[0]
        guess = Text.assemble((self._word(REASONS[best.reason]), "bold"), f"  {best.probability:.0%}")
        if reading.needs_review:
            guess.append("  " + self._say("please check"), style="yellow")
        table.add_row(self._say("language"), f"{reading.locale} {reading.language_confidence:.0%}")
        table.add_row(self._say("reason"), guess)
        others = [f"{self._word(REASONS[other.reason])} {other.probability:.0%}" for other in reading.reasons[1:3]]
        table.add_row(self._say("or else"), self._say(", ").join(others))
        rows = (
            (self._say("also"), [self._word(REASONS[reason]) for reason in reading.secondary]),
            (self._say("asks for"), [self._word(REQUESTS[request]) for request in reading.remedies]),
            (self._say("risks"), [self._word(RISKS[risk]) for risk in reading.risks]),
        )
        for label, values in rows:
            if values:
                table.add_row(
                    label, Text(self._say(", ").join(values), style="red" if label == self._say("risks") else "")
                )
        for cause in reading.why[:1]:
            table.add_row(self._say("because"), Text(f"“{cause.text}”", style="italic"))
        return Panel(table, title=self._say("The message"), title_align="left")

    def _plan(self, plan: Plan) -> RenderableType:
        options: list[RenderableType] = []
        for number, option in enumerate(plan.options, start=1):
            options += self._option(number, option)
        facts = _grid()
        facts.add_row(self._say("order"), self._word(STATES[plan.state]))
        ahead = [clock for clock in plan.clocks if clock.days_left >= 0]
        expired = [clock for clock in plan.clocks if clock.days_left < 0]
        for clock in ahead[:CLOCKS_SHOWN] + expired[-EXPIRED_SHOWN:]:
            facts.add_row(self._say("until"), self._clock(clock))
        facts.add_row(self._say("freight"), Text(self._word(plan.freight.why)))
        for ask in self._assistant.asks(plan):
            facts.add_row(self._say("ask"), Text(ask))
        kept = self._say("submit") if plan.submit else self._say("keep")
        for label, keys in ((kept, plan.keep), (self._say("not filed yet"), plan.evidence_missing)):
            if keys:
                facts.add_row(label, Text(self._say("; ").join(self._word(KEEP[key]) for key in keys)))
        for point in plan.agree:
            facts.add_row(self._say("agree first"), Text(self._named(POINTS[point.point], point.value or "—")))
        for note in plan.notes:
            facts.add_row(self._say("note"), Text(self._word(note)))
        for other in plan.not_offered:
            if other.why.msgid not in SELF_EVIDENT:
                text = self._named(REMEDIES[other.remedy], self._word(other.why))
                facts.add_row(self._say("not offered"), Text(text, style="dim"))
        return Panel(Group(*options, Text(), facts), title=self._say("What to offer"), title_align="left")

    def _option(self, number: int, option: Option) -> list[RenderableType]:
        dim = "" if option.offered else "dim"
        head = Text(f"{number}  ", style=dim).append(self._word(REMEDIES[option.remedy]), style=dim or "bold")
        amount = self._sum(option.amount, option.currency)
        if amount:
            head.append(f"  {amount}")
        if option.approval:
            head.append("  ").append(self._say("(needs approval)"), style="yellow")
        if option.remedy is not Remedy.EXPLAIN:
            result = f"{option.result:f}" if option.result is not None else self._say("unknown")
            head.append("  ").append(self._say("result"), style="green").append(f" {result}", style="green")
        if option.extended is not None:
            head.append("  ").append(self._say("with your costs"), style="green").append(f" {option.extended:f}")
        why = self._gap.join(self._word(line) for line in option.why if "result" not in dict(line.slots))
        return [head, Padding(Text(why, style="dim"), (0, 0, 0, 3))] if why else [head]

    def _sum(self, amount: Decimal | None, currency: str | None) -> str:
        return written(amount, currency) if amount is not None and currency else ""

    def _clock(self, clock: Clock) -> Text:
        days = clock.days_left
        text = Text(
            f"{clock.due.isoformat()}  {self._word(clock.what)}", style="red" if 0 <= days <= URGENT_DAYS else ""
        )
        if clock.silence_costs is not None:
            cost = Line(msgid="Silence costs %(amount)s.", slots=(("amount", clock.silence_costs),))
            text.append(" " + self._word(cost))
        if days < 0:
            text.append("  " + self._say("(past)"), style="dim")
        if not clock.verified:
            text.append("  " + self._say("(unconfirmed, check in your seller centre)"), style="dim")
        return text

    def _draft(self, draft: Draft) -> RenderableType:
        table = Table(expand=True, show_lines=False, padding=(0, 1))
        ours, theirs = draft.locale, draft.gloss_locale
        if draft.subject:
            ours, theirs = f"{ours} · {draft.subject}", f"{theirs} · {draft.gloss_subject}"
        for head in (ours, theirs):
            table.add_column(head, ratio=1, overflow="fold")  # Chinese has no spaces to break at
        for block in draft.blocks:
            table.add_row(Text(block.text), Text(block.gloss, style="dim"))
        parts: list[RenderableType] = [table]
        parts += [
            Text(f"⟦{slot}⟧ " + self._say("is still missing: fill it in with --set."), style="bold red")
            for slot in draft.missing
        ]
        return Group(*parts)


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", justify="right", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    return table
