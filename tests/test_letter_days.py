"""What a letter says of days: whether the wait was long, when the buyer hears from us, until when he sends goods back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.model import Reason
from tests.test_writing import FACTS, draft

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant


def letter(assistant: Assistant, reason: Reason, **fields: Any) -> str:
    made, _ = draft(assistant, reason, assistant.parse_order({**FACTS, **fields}, (), "order"), "en")
    return made.body


@pytest.mark.parametrize(("promised_by", "waited"), [("2026-12-20", False), ("2026-11-10", True)])
def test_who_has_not_waited_beyond_the_promise_has_not_waited_long(
    promised_by: str,
    waited: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    body = letter(assistant, Reason.LOST_PARCEL, status="shipped", shipped_on="2026-10-18", promised_by=promised_by)
    assert ("waited long enough" in body) is waited
    assert ("ask the carrier to search" in body) is not waited
