"""`assistant case add --reply`: what is none of a reply is told at its place, and nothing is filed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from assistant.archive.shapes import require_reply
from assistant.cli import cli
from assistant.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = {"at": "2026-12-01T00:00:00+00:00"}


def reply(part: str, values: dict[str, Any]) -> dict[str, Any]:
    """A reply of which one part has other values."""
    whole: dict[str, Any] = {"reading": {"locale": "en"}, "plan": {"clocks": [CLOCK]}, "draft": {"body": "Hello."}}
    return {**whole, part: {**whole[part], **values}}


def option(**values: Any) -> dict[str, Any]:
    return {"options": [{"remedy": "partial_refund", "amount": "5.00", "currency": "USD", "offered": True, **values}]}


@pytest.mark.parametrize(
    ("part", "values", "where"),
    [
        ("plan", {"clocks": [{"at": "2026-12-01T00:00:00"}]}, "plan.clocks.0.at: '2026-12-01T00:00:00' does not fit"),
        ("plan", {"clocks": [{"at": "1764547200"}]}, "plan.clocks.0.at"),
        ("plan", {"clocks": [{"at": "9999-12-31T23:00:00-12:00"}]}, "plan.clocks.0.at"),
        ("plan", option(amount="abc"), "plan.options.0.amount: 'abc' does not fit here"),
        ("plan", option(amount="-5"), "plan.options.0.amount"),
        ("plan", option(remedy="bribe"), "plan.options.0.remedy: 'bribe' does not fit here"),
        ("plan", option(currency="ZZZ"), "plan.options.0.currency"),
        ("plan", {"options": ["reship"]}, "plan.options.0"),
        ("draft", {"body": None}, "draft.body"),
        ("draft", {"subject": 5}, "draft.subject: 5 does not fit here"),
        ("draft", {"locale": 5}, "draft.locale"),
        ("draft", {"locale": "xx_YY"}, "draft.locale: 'xx_YY' does not fit here"),
        ("draft", {"channel": "pigeon"}, "draft.channel: 'pigeon' does not fit here"),
        ("draft", {"findings": ["x"]}, "draft.findings.0"),
        ("draft", {"gloss": {"body": 5, "locale": 7}}, "draft.gloss.body: 5 does not fit here"),
        ("reading", {"locale": "xx_YY"}, "reading.locale: 'xx_YY' does not fit here"),
        ("reading", {"facts": {"order_numbers": [5]}}, "reading.facts.order_numbers.0"),
    ],
)
def test_what_is_none_of_a_reply_is_told_at_its_place(part: str, values: dict[str, Any], where: str) -> None:
    require_reply(reply(part, {}))
    with pytest.raises(DataError) as told:
        require_reply(reply(part, values))
    assert where in str(told.value)


def test_nothing_of_it_is_filed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reply.json").write_text(json.dumps(reply("plan", option(currency="ZZZ"))), encoding="utf-8")
    refused = CliRunner().invoke(cli, ["case", "add", "--reply", "reply.json", "--sent", "Where is it?"])
    assert (refused.exit_code, isinstance(refused.exception, SystemExit)) == (1, True)
    assert "plan.options.0.currency: 'ZZZ' does not fit here" in refused.stderr
    listed = CliRunner().invoke(cli, ["case", "list", "--state", "any", "--json"])
    assert json.loads(listed.stdout)["rows"] == []
