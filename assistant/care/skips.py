"""Why orders get nothing, as records in the staff's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from assistant.care.columns import SKIPPED
from assistant.care.due import EPOCH, NONE, SENTENCES, Why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.care.merge import Merged
    from assistant.writing.staff import Wording

WITH_DAY = frozenset({Why.LATER, Why.KNOWN, Why.KNOWN_OTHERWISE})
WITH_PLATFORM = frozenset({Why.BANNED, Why.TOO_LATE, Why.LETTER, Why.TOO_LONG})
WIDTH = 1 << 24  # holds every day and every platform


def skipped(orders: pa.RecordBatch, merged: Merged, word: Wording) -> pa.RecordBatch:
    """Return a record for each order that got nothing and was not rejected."""
    decision = merged.decision
    rows = np.flatnonzero((decision.why != 0) & (decision.why != Why.REJECTED))
    why = decision.why[rows]
    detail = np.where(np.isin(why, list(WITH_DAY)), decision.day[rows], 0)
    detail = np.where(np.isin(why, list(WITH_PLATFORM)), merged.platforms[rows], detail)
    distinct, inverse = np.unique(why * WIDTH + detail, return_inverse=True)
    sentences = [_sentence(Why(code // WIDTH), code % WIDTH, merged.names, word) for code in distinct.tolist()]
    step = decision.step[rows]
    names = pa.array(merged.steps, pa.string()).take(pa.array(step, mask=step == NONE))
    number = orders["number"].take(pa.array(rows))
    reasons = pa.array(sentences, pa.string()).take(pa.array(inverse))
    return pa.RecordBatch.from_arrays([number, names, reasons], schema=SKIPPED)


def _sentence(why: Why, detail: int, platforms: Sequence[str], word: Wording) -> str:
    line = SENTENCES[why]
    if why in WITH_DAY:
        line = replace(line, slots=(("day", date.fromordinal(detail + EPOCH)),))
    if why in WITH_PLATFORM:
        line = replace(line, slots=(("platform", platforms[detail]),))
    return word(line)
