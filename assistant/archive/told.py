"""What the trail tells of a case: what has to be there, and what it has to be."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from assistant.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Row

ATTACHED, PURGED, REDACTED, APPROVED = "file attached", "purged", "redacted", "approved"
FILED, READ_ANEW = "filed", "read anew"
UNTOLD = "untold"
PART = Decimal("0.0001")  # as exactly as amounts are kept
OUTCOMES = frozenset(map(str, Outcome))
# What of a case the trail tells as it becomes another; no case is filed with an ending.
FACTS = ("state", "label", "assigned_to", "reason", "result", "result_amount", "result_currency")
NO_ENDING = dict.fromkeys(("result", "result_amount", "result_currency"))


def new_salt() -> str:
    """Return what makes a case's seals unguessable."""
    return secrets.token_hex(16)


def seal(salt: str, text: str) -> str:
    """Return the digest by which the trail knows a text; once the case's salt is gone it says nothing."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def seal_of_file(salt: str, sha256: str, name: str) -> str:
    """Return the digest by which the trail knows a file; its name may name the buyer."""
    return seal(salt, f"{sha256}\n{name}")


def seal_of_subject(salt: str, subject: str | None) -> str | None:
    """Return the digest by which the trail knows a subject; None where there is none."""
    return None if subject is None else seal(salt, subject)


def seal_of_order(salt: str, order: Mapping[str, Any]) -> str:
    """Return the digest by which the trail knows an order as it is kept."""
    return seal(salt, json.dumps(order, sort_keys=True))


def moment(at: datetime) -> str:
    """Return a moment as the trail tells it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(slots=True)
class Told:
    """A case's facts and order, and its entries, offers and files by number, as the trail's lines have them.

    `order` is its seal: None after a redaction, which takes its seals, and UNTOLD where an earlier version kept it.
    `plain_files` are those of lines from before a file was sealed: how many there are is all that is told of them.
    """

    is_purged: bool = False
    facts: dict[str, Any] = field(default_factory=NO_ENDING.copy)
    order: str | None = None
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)
    offers: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    plain_files: int = 0

    @property
    def is_sealed(self) -> bool:
        """Whether all can be compared: lines from before say less of order, subjects, files, answers, approvals."""
        said = all(one["seal"] is None or "subject" in one for one in self.entries.values())
        made = all(one.get("outcome") and "approval" in one for one in self.offers.values())
        return said and made and not self.plain_files and self.order != UNTOLD


def told_by(lines: Iterable[Row[Any]]) -> Told:
    """Gather what a case's lines tell, oldest first; a redaction ends seals and takes the files."""
    told = Told()
    for line in lines:
        details = _details(line.details)
        told.is_purged |= line.what == PURGED
        if line.what == REDACTED:
            told.entries = {number: {**one, "seal": None} for number, one in told.entries.items()}
            told.files, told.plain_files, told.order = {}, 0, None
        told.entries |= {one["entry"]: one for one in details.get("entries", ())}
        if line.what == ATTACHED and "seal" in details:
            told.files[details["file"]] = details["seal"]
        else:
            told.plain_files += line.what == ATTACHED
        _tell_offers(told.offers, line, details)
        _tell_facts(told, line, details)
    return told


def is_case(row: Row[Any], told: Told) -> bool:
    """Whether a case stands as its changes left it, about the order that was entered."""
    kept = {name: getattr(row, name) for name in told.facts}
    was = told.facts["result_amount"]
    same = kept == {**told.facts, "result_amount": was and _exact(Decimal(was))}
    return same and (told.order in {None, UNTOLD} or told.order == seal_of_order(row.salt or "", row.order))


def is_entry(row: Row[Any], told: dict[str, Any], salt: str | None) -> bool:
    """Whether an entry is the one that was filed."""
    same = row.kind == told["kind"] and told.get("at") in {None, moment(row.at)}
    if told["seal"] is None:
        return same
    # Of the subject the lines of an earlier version tell nothing.
    subject = seal_of_subject(salt or "", row.subject)
    return same and told["seal"] == seal(salt or "", row.text) and told.get("subject", subject) == subject


def is_offer(row: Row[Any], told: dict[str, Any]) -> bool:
    """Whether an offer is the one that was made, with the answer that it got."""
    amount = None if row.amount is None else (_exact(row.amount), str(row.currency))
    was, _, currency = (told["amount"] or "").partition(" ")
    # Of who had to agree, and who did, the lines of an earlier version tell nothing.
    allowed = {"approval": row.needs_approval, "approved_by": row.approved_by}
    same = all(told.get(name, value) == value for name, value in allowed.items())
    same = same and row.remedy == told["remedy"] and amount == ((_exact(Decimal(was)), currency) if was else None)
    return same and told.get("outcome") in {None, row.outcome}


def _tell_offers(offers: dict[int, dict[str, Any]], line: Row[Any], details: dict[str, Any]) -> None:
    offers |= {one["offer"]: one for one in details.get("offers", ())}
    answers = list(details.get("answered", ()))
    if line.what in OUTCOMES and "offer" in details:
        answers.append({"offer": details["offer"], "outcome": line.what})
    if line.what == APPROVED and "offer" in details:
        answers.append({"offer": details["offer"], "approved_by": line.who})
    for one in answers:
        offers[one["offer"]] = {**offers.get(one["offer"], {"remedy": None, "amount": None}), **one}
    for number in details.get("withdrawn", ()):
        offers.pop(number, None)


def _tell_facts(told: Told, line: Row[Any], details: dict[str, Any]) -> None:
    # A filing tells what is, a change from what to what.
    changed = {name: details[name] for name in FACTS if name in details}
    told.facts |= {name: value[1] if isinstance(value, list) else value for name, value in changed.items()}
    if {FILED, READ_ANEW} & {*line.what.split(", ")}:
        told.order = details.get("order", UNTOLD)


def _details(text: str) -> dict[str, Any]:
    try:
        details = json.loads(text)
    except ValueError:  # not of this program, and the chain breaks there
        return {}
    return details if isinstance(details, dict) else {}


def _exact(amount: Decimal) -> Decimal:
    return amount.quantize(PART, ROUND_HALF_UP)
