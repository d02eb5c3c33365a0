"""What of a case is handed over as evidence: what passed between buyer and shop, and nothing that is for us alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.archive.columns import first_words
from assistant.archive.dealings import made_and_proposed
from assistant.archive.made import carried_by
from assistant.archive.nouns import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from assistant.archive.nouns import Case, Deed
    from assistant.model import Order

# What the other side could reckon our margin from.
COSTS = ("product_cost", "shipping_cost", "return_shipping_cost", "reship_shipping_cost")
# A detail that the trail gains later stays with us until somebody enters it here.
DETAILS = {"reason", "state", "result", "result_amount", "result_currency", "entries", "offers", "carried", "answered",
           "withdrawn", "offer", "file", "size", "seal", "texts"}  # fmt: skip


# So does a field that a case gains later, as our label, our deadline or what we suspect; and of reading and clocks.
FIELDS = {"number", "version", "state", "assigned_to", "reason", "platform", "country", "language", "locale",
          "order_number", "buyer", "skus", "opened_at", "changed_at", "replied_at", "resolved_at", "ending",
          "first_words", "redacted_at", "order", "reading", "plan", "rules", "entries", "offers", "files"}  # fmt: skip
INNER = ("noted", "label", "snoozed")  # what the trail calls what is between colleagues
READING = {"language", "locale"}
CLOCK = {"clock", "due", "rule", "source", "as_of", "verified"}


def handed_over(case: Case, deeds: Sequence[Deed]) -> tuple[Case, tuple[Deed, ...]]:
    """Return a case and its trail without notes, proposals, costs, and what reading and plan weighed.

    Of its fields only FIELDS are for others. A deed that was about nothing else falls away; digests remain those of
    the whole lines.
    """
    made, proposed = made_and_proposed(case.offers, deeds)
    said = tuple(_without_findings(case))
    clocks = [_only(clock, CLOCK) for clock in (case.plan or {}).get("clocks", ())]
    shown = {
        "entries": said,
        "offers": made,
        "first_words": first_words(said),  # a note may have been the first
        "order": _without_costs(case.order),
        "reading": None if case.reading is None else _only(case.reading, READING),
        "plan": None if case.plan is None else {"clocks": clocks},
    }
    numbers = {one.number for one in proposed}
    return case.model_copy(update=shown), tuple(_told(deeds, numbers))


def _only(values: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in keys}


def _without_findings(case: Case) -> Iterator[Any]:
    return (entry.model_copy(update={"findings": ()}) for entry in case.entries if entry.kind is not Kind.NOTE)


def _without_costs(order: Order) -> Order:
    items = tuple(item.model_copy(update={"product_cost": None}) for item in order.items)
    return order.model_copy(update={**dict.fromkeys(COSTS), "items": items})


def _told(deeds: Sequence[Deed], proposed: Collection[int | None]) -> Iterator[Deed]:
    """Yield what was done, each deed as what it was to the buyer; `proposed` are the offers that he has never got."""
    for deed in deeds:
        if deed.details.get("offer") in proposed:
            continue
        details = _only(deed.details, DETAILS)
        details |= _parts(deed, proposed)
        # What was proposed here and carried by a later reply was not offered on this day.
        left_out = {*INNER, *(("offered",) if details.get("offers") == [] else ())}
        if what := ", ".join(one for one in deed.what.split(", ") if one not in left_out):
            yield deed.model_copy(update={"what": what, "details": details})


def _parts(deed: Deed, proposed: Collection[int | None]) -> dict[str, Any]:
    """Return which entries and offers of a deed the buyer knew of from then on."""
    carried = carried_by([deed])
    parts = {
        "entries": [one for one in deed.details.get("entries", ()) if one["kind"] != Kind.NOTE],
        "offers": [
            one
            for one in deed.details.get("offers", ())
            if one["offer"] not in proposed and (one["offer"] in carried or not one.get("approval"))
        ],
    }
    return {name: found for name, found in parts.items() if name in deed.details}
