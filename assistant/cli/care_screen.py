"""What `assistant care` shows to people: counts, reasons, examples, columns and rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assistant.cli.names import MAILS, named, value_of
from assistant.cli.staff import wording
from assistant.lines import Line, as_line, recognised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.care.intake import Understood
    from assistant.care.ledger import Mail
    from assistant.care.made import Summary
    from assistant.care.steps import StepRule

LONGEST = 40
FORMS = (
    Line(msgid="CSV, commas, %(encoding)s"),
    Line(msgid="CSV, semicolons, %(encoding)s"),
    Line(msgid="CSV, tabs, %(encoding)s"),
    Line(msgid="XLSX, sheet '%(name)s'"),
)
DONE = {
    "written": (Line(msgid="%(count)s message written."), Line(msgid="%(count)s messages written.")),
    "sent": (Line(msgid="%(count)s message sent."), Line(msgid="%(count)s messages sent.")),
    "would be written": (
        Line(msgid="%(count)s message would be written."),
        Line(msgid="%(count)s messages would be written."),
    ),
    "would be sent": (Line(msgid="%(count)s message would be sent."), Line(msgid="%(count)s messages would be sent.")),
}
OTHERS = {
    "rejected": Line(msgid="%(count)s rejected: see *.rejected.*"),
    "left_out": Line(msgid="%(count)s left out of a letter: a name or title with an address that the platform forbids"),
    "recovered": Line(msgid="%(count)s ended: an earlier run that had been interrupted"),
    "failed": Line(msgid="%(count)s refused by the mail server: see 'assistant care undecided'"),
    "later": Line(msgid="%(count)s not taken by the mail server for now: the next run tries again"),
    "unknown": Line(msgid="%(count)s perhaps arrived: see 'assistant care undecided', and decide"),
}


def print_summary(summary: Summary, samples: Sequence[dict[str, str]], done: str) -> None:
    """Print what became of the orders, and in a dry run some of the messages; `done` is written, sent ..."""
    console = Console(highlight=False)
    for message in samples:
        title = f"{message['step']} · {message['locale']} · {message['order']}"
        body = Text(f"{message['subject']}\n\n{message['body']}")
        console.print(Panel(body, title=Text(title), title_align="left"))
    word = wording()
    heads = (Line(msgid="step"), Line(msgid="locale"), Line(msgid="messages"))
    table = Table(*map(word, heads), box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for (step, locale), count in sorted(summary.messages.items()):
        table.add_row(step, locale, f"{count:,}")
    if summary.messages:
        console.print(table)
    total = summary.messages.total()
    one, many = DONE[done]
    console.print(Text(word(replace(one if total == 1 else many, slots=(("count", f"{total:,}"),)))))
    for why, count in summary.skipped.most_common():
        slots = (("count", f"{count:,}"), ("why", why))
        console.print(Padding(Text(word(Line(msgid="%(count)s without one: %(why)s", slots=slots))), (0, 0, 0, 2)))
    for name, line in OTHERS.items():
        count = getattr(summary, name)
        if count:
            console.print(Padding(Text(word(replace(line, slots=(("count", f"{count:,}"),)))), (0, 0, 0, 2)))


def print_headers(found: Understood) -> None:
    """Print what each column is taken for."""
    console = Console(highlight=False)
    word = wording()
    console.print(word(as_line(recognised(found.form, FORMS))))
    heads = (Line(msgid="column"), Line(msgid="is taken for"), Line(msgid="example"))
    table = Table(*map(word, heads), box=None, pad_edge=False)
    for column in found.columns:
        example = column.example or ""
        shown = example if len(example) <= LONGEST else f"{example[:LONGEST]}…"
        table.add_row(Text(column.header), Text(column.field or word(Line(msgid="not read"))), Text(shown))
    console.print(table)
    complaints = Console(stderr=True, highlight=False)
    for problem in found.problems:
        complaints.print(Text(word(problem.line)), style="red")


def print_rules(rules: Sequence[StepRule]) -> None:
    """Print when each step is due."""
    word = wording()
    heads = (
        Line(msgid="step"),
        Line(msgid="for"),
        Line(msgid="from"),
        Line(msgid="until"),
        Line(msgid="source"),
    )
    table = Table(*map(word, heads), box=None, pad_edge=False)
    for rule in rules:
        place = ", ".join(value for value in (rule.service, rule.country, rule.platform, rule.shop) if value)
        place = place or word(Line(msgid="all"))
        start = _begin(rule)
        until = f"{rule.until.value:+}" if rule.until else ""
        sourced = rule.start or rule.off or rule.review_only
        table.add_row(
            rule.step,
            place,
            word(start) if start else "",
            until,
            sourced.source if sourced else "",
        )
    Console(highlight=False).print(table)


def _begin(rule: StepRule) -> Line | None:
    if rule.start:
        slots = (("one", str(rule.base)), ("other", value_of(f"{rule.start.value:+}", rule.start.unit)))
        return Line(msgid="%(one)s %(other)s", slots=slots)
    if rule.off:
        return Line(msgid="never")
    return Line(msgid="only to ask for a review") if rule.review_only else None


def print_mails(mails: Sequence[Mail]) -> None:
    """Print the e-mails of which somebody has to decide."""
    heads = (Line(msgid="key"), Line(msgid="state"), Line(msgid="what the server said"))
    word = wording()
    table = Table(*map(word, heads), box=None, pad_edge=False)
    for mail in mails:
        state = word(as_line(named(mail.state, MAILS)))
        table.add_row(Text(mail.key), state, Text(mail.detail or ""))
    if mails:
        Console(highlight=False).print(table)
