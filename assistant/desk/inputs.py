"""What the staff have put in: the fields of the form as one record, and what they have edited in the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.desk.pasted import pasted_order
from assistant.errors import DataError, Problem
from assistant.intake import REFUND
from assistant.lines import Line
from assistant.model import Evidence, OrderStatus
from assistant.orders import field_paths, with_settings
from assistant.records import parsed
from assistant.writing.slots import TYPED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.desk.pasted import Row
    from assistant.model import Reason

SLOTS = (*TYPED, REFUND)
ITEM = ("title", "variant", "sku", "quantity", "unit_price", "product_cost")
CHOSEN = ("reason", "tone", "channel", "language", "platform")
HELD = "evidence_held"
# Fields of the form, by group; the form has no field for what a table brings and nobody types.
GROUPS: dict[str, tuple[str, ...]] = {
    "order": ("number", "platform", "status", "item.title", "item.variant", "item.sku", "item.quantity"),
    "money": ("currency", "price", "product_cost", "shipping_cost", "return_shipping_cost"),
    "dates": ("ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on"),
    "parcel": ("carrier", "service", "tracking_number", "tracking_url"),
    "buyer": ("buyer.name", "buyer.country", "buyer.language"),
    "problem": (
        "dispute.opened_on", "dispute.stage", "dispute.claimed", "dispute.reason", "review.stars", "review.left_on",
        "return_sent_on", "return_received_on", "chargeback_on", "preship_check", "evidence",
    ),
}  # fmt: skip
FIELDS = tuple(path for paths in GROUPS.values() for path in paths)
UNKNOWN = {"preship_check": "unknown", "evidence": str(Evidence.UNKNOWN)}
STATUSES = tuple(OrderStatus)


@dataclass(frozen=True, slots=True)
class Edit:
    """A block as the staff wrote it, and as it was when they began."""

    text: str
    was: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The form: message, order, choices, slots and edits; `case` is the filed case that it belongs to.

    `seen` is our wording of each block as the staff looked at it; a form that brings no draft has none.
    `left` is wording that fitted no block of the draft before, the newest first: another draft may have its block.
    `history`, `earlier` and `about` are none of the form's: what the archive knows of the order, its other cases, and
    what the case is about in which an offer stands open.
    """

    text: str = ""
    order: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    option: int | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, Edit] = field(default_factory=dict)
    left: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    case: int | None = None
    version: int | None = None
    history: tuple[Mapping[str, Any], ...] = ()
    earlier: tuple[int, ...] = ()
    about: Reason | None = None

    @property
    def record(self) -> dict[str, Any]:
        """Return the record that the commands and the HTTP API work on."""
        return {
            "text": self.text,
            "order": dict(self.order),
            "history": [dict(offer) for offer in self.history],
            "earlier": self.earlier,
            "about": self.about,
            "settings": tuple(self.slots.items()),
            "option": self.option,
            **self.chosen,
        }

    def fact(self, path: str) -> str:
        """Return what stands in a field of the form."""
        return _text(_at(self.order, path))

    def written(self, block: str) -> tuple[Edit, ...]:
        """Return what the staff have written for a block, the newest first."""
        last = self.edits.get(block)
        return (*([last] if last else []), *self.left.get(block, ()))

    @property
    def held(self) -> tuple[str, ...]:
        """What of the evidence is filed already."""
        return tuple(self.order.get(HELD) or ())


def read_inputs(form: Mapping[str, str], held: tuple[str, ...] = (), read_row: Row | None = None) -> Inputs:
    """Return what a form says; `read_row` reads a pasted row with other systems' headings.

    Raises DataError where a pasted order cannot be read.
    """
    order = _base(form.get("order", ""))
    pasted = form.get("paste", "").strip()
    if pasted:
        order = {**order, **pasted_order(pasted, read_row or _no_row)}
    else:
        for path in FIELDS:
            if f"fact.{path}" in form:
                order = _laid(order, path, form[f"fact.{path}"].strip())
        if "holds" in form:
            order = {**order, HELD: list(held)} if held else {k: v for k, v in order.items() if k != HELD}
    return Inputs(
        text=as_put_in(form.get("text", "")),
        order=order,
        chosen={key: form[key] for key in CHOSEN if form.get(key)},
        option=_number(form.get("option")),
        slots={slot: form[f"slot.{slot}"].strip() for slot in SLOTS if form.get(f"slot.{slot}", "").strip()},
        seen={key.removeprefix("was."): text for key, text in form.items() if key.startswith("was.")},
        edits=_edits(form),
        left=_left(form),
        case=_number(form.get("case")),
        version=_number(form.get("version")),
    )


def as_put_in(text: str) -> str:
    """Return a message as the form gives it: a browser sends every line end as two signs, whatever it was."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _no_row(text: str) -> dict[str, Any]:
    what = Line(msgid="the column '%(name)s' is not known", slots=(("name", text.split(maxsplit=1)[0][:40]),))
    raise DataError([Problem("order", what, Line(msgid="name them as the fields of an order"))])


def _base(text: str) -> dict[str, Any]:
    """Return the order that the page carries along; what is no JSON object was tampered with and is left out."""
    try:
        data = parsed(text) if text else {}
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _laid(order: dict[str, Any], path: str, value: str) -> dict[str, Any]:
    """Return the order with a field set, or without it where the field is empty."""
    if value == _text(_at(order, path)):
        return order
    value = "" if value == UNKNOWN.get(path) else value
    if path.startswith("item."):
        first, *others = order.get("items") or [{}]
        item = {**(first if isinstance(first, dict) else {}), path.removeprefix("item."): _item_value(path, value)}
        kept = {key: each for key, each in item.items() if each not in ("", None)}
        items = ([kept] if kept else []) + others
        return {**order, "items": items} if items else {key: each for key, each in order.items() if key != "items"}
    assert path in field_paths()  # noqa: S101 - FIELDS is our own list
    laid = with_settings(order, [(path, value)])
    return {key: each for key, each in map(_pruned, laid.items()) if each not in ("", {}, None)}


def _item_value(path: str, value: str) -> str | int:
    return int(value) if path == "item.quantity" and value.isdecimal() and len(value) < len(str(10**6)) else value


def _pruned(pair: tuple[str, Any]) -> tuple[str, Any]:
    key, value = pair
    return key, {k: v for k, v in value.items() if v not in ("", None)} if isinstance(value, dict) else value


def _at(order: Mapping[str, Any], path: str) -> Any:
    value: Any = order
    if path.startswith("item."):
        items = order.get("items")
        value, path = (items[0] if isinstance(items, list) and items else {}), path.removeprefix("item.")
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _edits(form: Mapping[str, str]) -> dict[str, Edit]:
    edits = {}
    for key, value in form.items():
        kind, _, name = key.partition(".")
        if kind == "block":
            text, was = value.replace("\r\n", "\n"), form.get(f"was.{name}", "").replace("\r\n", "\n")
            if text != was:
                edits[name] = Edit(text, was)
    return edits


def _left(form: Mapping[str, str]) -> dict[str, tuple[Edit, ...]]:
    left: dict[str, tuple[Edit, ...]] = {}
    for key, value in form.items():
        kind, _, place = key.partition(".")
        if kind == "left":
            name = place.partition(".")[0]
            edit = Edit(value.replace("\r\n", "\n"), form.get(f"left-was.{place}", "").replace("\r\n", "\n"))
            left[name] = (*left.get(name, ()), edit)
    return left


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < len(str(10**9)) else None
