"""The twelve examples as whole replies, for people to read; and the text of their screens' facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.model import Channel
from assistant.writing.lint.approval import RULE
from tests.conftest import example, example_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.bootstrap import Assistant, Result


def answered(name: str, program: Assistant, channel: str = "letter") -> Result:
    text, facts = example(name)
    order = program.parse_order(facts, (), name)
    reading = program.read(text)
    return program.reply(reading, program.in_language(program.request(order, channel=channel), reading))


def page(result: Result, program: Assistant) -> str:
    """Write a reply as a seller can read it in a file."""
    reading, plan, draft = result.reading, result.plan, result.draft
    lines = [
        f"language: {reading.locale}",
        f"reason: {reading.reason}" + "".join(f", also {other}" for other in reading.secondary),
        f"asks for: {', '.join(reading.remedies) or '-'}",
        f"risks: {', '.join(reading.risks) or '-'}",
        f"because: {reading.why[0].text}",
        f"order: {plan.state}",
        "",
    ]
    for option in plan.options:
        amount = f" {option.amount} {option.currency}" if option.amount is not None else ""
        approval = ", needs approval" if option.approval else ""
        mark = "*" if option.offered else " "
        lines.append(
            f"{mark} {option.remedy}{amount} (result {option.result if option.result is not None else '?'}{approval})"
        )
    lines += ["", *(f"{clock.due} {clock.clock}" for clock in plan.clocks), ""]
    lines += [program.word(note) for note in plan.notes]
    lines += ["", "-" * 60, draft.subject, "", draft.body, "", "-" * 60, draft.gloss_subject, "", draft.gloss_body, ""]
    return "\n".join(lines)


@pytest.mark.parametrize("name", example_names())
def test_example_reads_as_before(name: str, shop_assistant: Assistant, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"{name}.txt", page(answered(name, shop_assistant), shop_assistant))


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("name", example_names())
def test_example_can_be_sent_as_it_is(name: str, channel: Channel, shop_assistant: Assistant) -> None:
    result = answered(name, shop_assistant, channel)
    assert result.draft.is_sendable
    lawful = {RULE, "long_text"} if channel is Channel.NOTE else {RULE}  # a lead's agreement is no fault of the text
    assert {finding.rule for finding in result.draft.findings} <= lawful
    assert len(result.draft.body) <= 1500
    assert bool(result.draft.subject) is (channel in {Channel.LETTER, Channel.EMAIL})
