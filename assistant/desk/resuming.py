"""Takes up again what has been approved: the option, the channel and the wording, as they were asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.archive import Kind
from assistant.desk.inputs import Edit, Inputs
from assistant.desk.work import assembled, laid, work_on
from assistant.intake import REFUND
from assistant.model import Remedy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.archive import Case, Entry
    from assistant.bootstrap import Assistant
    from assistant.desk.sending import Sent
    from assistant.model import Draft


def resumed(inputs: Inputs, case: Case, sent: Sent, assistant: Assistant) -> Inputs:
    """Return the inputs with what has been approved since it was asked for; as they are where nothing has."""
    note = _asked(case)
    approved = [offer for offer in sent.proposed if offer.approved_by]
    if not inputs.text or note is None or not approved:
        return inputs
    offered = [n for n, option in enumerate((case.plan or {}).get("options", ()), 1) if option["offered"]]
    refunds = [offer.amount for offer in approved if offer.remedy is Remedy.PARTIAL_REFUND and offer.amount]
    again = replace(
        inputs,
        chosen={**inputs.chosen, **({"channel": note.channel} if note.channel else {})},
        option=offered[0] if len(offered) == 1 else None,
        slots={**inputs.slots, **({REFUND: str(refunds[0])} if refunds else {})},
    )
    work = work_on(again, assistant)
    if note.locale and work.draft and work.draft.locale != note.locale:
        again = replace(again, chosen={**again.chosen, "language": note.locale})
        work = work_on(again, assistant)
    if work.draft is None or all(sent.proposal(option) not in approved for option in work.offered):
        return inputs
    return replace(again, edits=edits_for(work.draft, note.text.partition("\n\n")[2]))


def _asked(case: Case) -> Entry | None:
    """Return the note in which approval was asked for, unless the buyer or the shop have written since."""
    for entry in reversed(case.entries):
        if entry.kind is not Kind.NOTE:
            return None
        if entry.gloss:  # a colleague's note has none
            return entry
    return None


def edits_for(draft: Draft, body: str) -> dict[str, Edit]:
    """Return the edits that turn a draft into a body; blocks that stand in it word for word are left as they are."""
    if body == draft.body:
        return {}
    edits: dict[str, Edit] = {}
    at, lost = 0, list[str]()
    ours = {block.name: block.text for block in draft.blocks}
    for name, text in ours.items():
        found = re.compile(rf"^{re.escape(text)}$", re.MULTILINE).search(body, at)
        if found is None:
            lost.append(name)
        elif lost or not body[at : found.start()].strip():
            edits |= _between(lost, body[at : found.start()], ours)
            at, lost = found.end(), []
        else:  # words that belong to no block: all of them are the first one's
            break
    else:
        edits |= _between(lost, body[at:], ours)
        parts = tuple(laid(name, text, "", replace(Inputs(), edits=edits)) for name, text in ours.items())
        if assembled(draft, parts) == body:
            return edits
    return _between(list(ours), body, ours)


def _between(names: list[str], text: str, ours: Mapping[str, str]) -> dict[str, Edit]:
    """Return the edits of neighbouring blocks: the first of them holds the text, the others nothing."""
    return {name: Edit("" if number else text.strip(), ours[name]) for number, name in enumerate(names)}
