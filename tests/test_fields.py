"""The fields of a record: one file serves every command, what nobody hears is refused, the wrong one named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.answers import lint_record, plan_record, read_record, reply_record
from assistant.desk.api import Body, LintBody, PlanBody, ReadBody, ReplyBody
from assistant.errors import BatchFileError
from assistant.fields import LINT, PLAN, READ, REPLY, Fields
from assistant.outcomes import Outcome, outcome
from assistant.records import Source
from tests.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant

COMMANDS: dict[str, tuple[Any, Fields, type[Body]]] = {
    "read": (read_record, READ, ReadBody),
    "plan": (plan_record, PLAN, PlanBody),
    "reply": (reply_record, REPLY, ReplyBody),
    "lint": (lint_record, LINT, LintBody),
}
LATE: dict[str, Any] = {"text": "where is my parcel? it is a week late", "reason": "late_delivery"}
# Of a call alone: how it is worded, what --set does, and what a text was before it was edited.
OF_A_CALL = {"staff_language", "settings", "draft"}


def became(command: str, assistant: Assistant, more: dict[str, Any]) -> Outcome:
    process, fields, _ = COMMANDS[command]
    return outcome(1, {fields.needs: LATE[fields.needs], **more}, assistant, process, fields, {})


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_call_takes_a_batch_takes(command: str) -> None:
    _, fields, body = COMMANDS[command]
    assert body.model_fields.keys() - OF_A_CALL <= fields.names


@pytest.mark.parametrize("command", COMMANDS)
def test_one_file_goes_through_every_command(command: str, assistant: Assistant) -> None:
    more = {"order": {"price": "24.90", "currency": "USD"}, "history": [], "tone": "brief", "channel": "chat", **LATE}
    assert became(command, assistant, more).result is not None


@pytest.mark.parametrize(
    ("field", "value"), [("risks", ["review_threat"]), ("requests", ["no such thing"]), ("draft", "Dear buyer")]
)
def test_a_field_that_would_do_nothing_is_refused(field: str, value: object, assistant: Assistant) -> None:
    refused = became("reply", assistant, {field: value})
    assert (refused.result, refused.field) == (None, field)
    assert refused.why == f"There is no field '{field}' here: the fields are {_names('reply')}."


def test_a_column_that_would_do_nothing_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("id,text,risks\n1,it is late,review_threat\n", encoding="utf-8")
    said = f"unknown column 'risks': the columns are {_names('reply')}"
    with table.open("rb") as file, pytest.raises(BatchFileError, match=said):
        next(iter(Source(table, file, REPLY.names)))


@pytest.mark.parametrize(
    "command", [("reply", "--copy"), ("reply", "--translate"), ("plan", "--ics", "x.ics"), ("lint", "--draft", "x")]
)
def test_an_option_that_would_do_nothing_is_refused(command: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*command, "--batch", "in.jsonl", "--out", str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert f"{command[1]} and --batch do not go together" in done.stderr.decode()


@pytest.mark.parametrize(
    ("command", "more", "field", "value", "said"),
    [
        ("reply", {"language": "fi"}, "language", "fi", "Unknown language 'fi': choose one of"),
        ("reply", {"option": 9}, "option", "9", "There is no option 9 in this plan"),
        ("reply", {"tone": "rude"}, "tone", "rude", "Unknown tone 'rude'"),
        ("reply", {"text": "  "}, "text", "  ", "The field 'text' is missing or not text: fill it in."),
        ("reply", {"text": "👍👍"}, "text", "👍👍", "name it with --language or in the field 'language'"),
        ("read", {"today": "0001-01-01"}, "today", "0001-01-01", "today 0001-01-01 is too far away"),
        ("plan", {"risks": ["chargback"]}, "risks", '["chargback"]', "did you mean 'chargeback'"),
        ("plan", {"platform": "nowhere"}, "platform", "nowhere", "Unknown platform 'nowhere'"),
        ("plan", {"order": {"platform": "nowhere"}}, "order", '{"platform": "nowhere"}', "Unknown platform 'nowhere'"),
        ("plan", {"id": True}, "id", "true", "The field 'id' is not text: write it in quotation marks."),
        ("plan", {"id": Decimal("1.50")}, "id", "1.50", "The field 'id' is not text: write it in quotation marks."),
        ("plan", {"order": {"price": Decimal("-1.50")}}, "order", '{"price": -1.50}', "-1.50 is negative"),
    ],
)
def test_the_field_that_cannot_be_used_is_named(
    command: str, more: dict[str, Any], field: str, value: str, said: str, assistant: Assistant
) -> None:
    refused = became(command, assistant, more)
    assert (refused.field, refused.value) == (field, value)
    assert said in refused.why


def _names(command: str) -> str:
    return ", ".join(sorted(COMMANDS[command][1].names))
