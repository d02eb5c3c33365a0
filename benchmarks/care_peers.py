"""The loops that people write instead of a columnar merge: Jinja a row, the same with cached formats, f-strings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.bootstrap import Assistant
from assistant.care.columns import MESSAGES
from assistant.care.letters import ASKS, NO_GAP, PARAGRAPHS, Letters, Shape
from assistant.care.profiles import Facts
from assistant.caring import Caring, care_catalogue
from assistant.writing.formats import as_date, as_money, as_name, as_text, as_title, is_right_to_left, isolated
from benchmarks.care_orders import COUNTRIES, ROWS, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PEERS = ("jinja", "cached", "fstrings")
PARAGRAPH, LINE = "\f", "\v"  # between two paragraphs, and between two lines of one
REFUNDS = {"partial_refund", "full_refund"}


def due(order: dict[str, Any]) -> str | None:
    """Return the step that is due for these orders."""
    delivered, shipped, promised = order["delivered_on"], order["shipped_on"], order["promised_by"]
    if order["remedy_done_on"] is not None and (TODAY - order["remedy_done_on"]).days in range(3, 15):
        return "after_remedy"
    if delivered is None and (promised - TODAY).days in range(6):
        return "late_warning"
    age = (TODAY - shipped).days
    if delivered is not None:
        return "care" if (TODAY - delivered).days in range(3, 31) else None
    first = {"ePacket": 14, "Registered": 30}.get(order["service"], 7 if order["carrier"] == "DHL" else 40)
    if first <= age <= first + 20:
        return "care"
    span = (promised - shipped).days
    if -(-span // 2) <= age <= span * 3 // 4:
        return "in_transit"
    return "shipped" if age in range(1, 7) else None


def slots_of(
    order: dict[str, Any], step: str, locale: str, write_date: Callable[..., str], write_money: Callable[..., str]
) -> dict[str, str]:
    """Return what the letter of an order is filled with."""
    slots: dict[str, str | None] = {
        "order_number": as_text(order["number"]),
        "buyer_name": as_name(order["buyer_name"]),
        "item": as_title(order["item"]),
        "carrier": as_text(order["carrier"]),
        "tracking_number": as_text(order["tracking_number"]),
    }
    if is_right_to_left(locale):
        slots = {slot: f"\u2068{text}\u2069" for slot, text in slots.items()}
    else:
        slots = {slot: isolated(text, locale) if text else None for slot, text in slots.items()}
    for slot in ("shipped_on", "promised_by", "delivered_on", "protection_ends_on"):
        slots[slot] = write_date(order[slot], locale) if order[slot] else None
    if step == "after_remedy":
        slots["done_on"] = write_date(order["remedy_done_on"], locale)
        slots["amount"] = write_money(order["remedy_amount"], order["currency"], locale)
    return {slot: text for slot, text in slots.items() if text and slot in ASKS[step]}


class Loop:
    """A loop over rows, as people write it."""

    def __init__(self, kind: str) -> None:
        caring = Caring(Assistant(None, TODAY))
        self._letters = caring.letters
        self._facts = Facts(None, False, True, True, None)
        plain = kind == "jinja"
        # `as_date` and `as_money` remember; under them lie Babel's functions with our small corrections.
        self._date = as_date.__wrapped__ if plain else lru_cache(maxsize=None)(as_date.__wrapped__)
        self._money = as_money.__wrapped__ if plain else lru_cache(maxsize=None)(as_money.__wrapped__)
        self._text = self._fstring if kind == "fstrings" else self._rendered
        self._made: dict[Any, Any] = {}

    def messages(self, orders: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the messages that are due."""
        for order in orders:
            step = due(order)
            if step is None:
                continue
            locale = COUNTRIES[order["buyer_country"]]
            slots = slots_of(order, step, locale, self._date, self._money)
            review = step == "care" and order["delivered_on"] is not None
            remedy = "refund" if order["remedy"] in REFUNDS else "other"
            shape = Shape(
                locale, step, self._facts, frozenset(slots), remedy if step == "after_remedy" else "other", review
            )
            subject, body = self._text(shape, slots)
            yield {
                "order": order["number"], "step": step, "locale": locale, "channel": "letter", "to": None,
                "subject": subject, "body": body, "key": f"/{order['number']}/{step}", "day": TODAY.isoformat(),
            }  # fmt: skip

    def _rendered(self, shape: Shape, slots: dict[str, str]) -> tuple[str, str]:
        key = shape.locale, shape.step
        if key not in self._made:
            self._made[key] = whole_template(self._letters, shape.locale, shape.step, self._facts)
        subject, template, constant = self._made[key]
        text = template.render({**constant, **slots, "remedy": shape.remedy, "review": shape.review})
        return subject, laid_out(text, "" if shape.locale == "ja" else " ")

    def _fstring(self, shape: Shape, slots: dict[str, str]) -> tuple[str, str]:
        key = shape.locale, shape.step, frozenset(slots), shape.remedy, shape.review
        if key not in self._made:
            pieces = self._letters.pieces(shape)
            fields = [*("{s['" + slot + "']}" for slot in pieces.slots), ""]
            literals = [literal.replace("{", "{{").replace("}", "}}") for literal in pieces.literals]
            body = "".join(literal + field for literal, field in zip(literals, fields, strict=True))
            if is_right_to_left(shape.locale):  # the slots of this loop bring their own isolates
                body = body.replace("\u2068", "").replace("\u2069", "")
            write = eval("lambda s: f" + repr(body))  # noqa: S307 - our own templates, as one would write them by hand
            self._made[key] = pieces.subject, write
        subject, write = self._made[key]
        return subject, write(slots)


def whole_template(letters: Letters, locale: str, step: str, facts: Facts) -> tuple[str, Any, dict[str, Any]]:
    """Return a step's subject and its letter as one Jinja template, as one would write it without our blocks."""
    from jinja2 import Environment

    from assistant import resources

    folder = resources.folder("templates")
    sources = [folder / "care" / f"{step}.j2", folder / "care" / "letter.j2", folder / "replies" / "letter.j2"]
    blocks: dict[str, str] = {}
    for source in sources:
        found = re.findall(r"\{% block (\w+) %\}(.*?)\{% endblock %\}", source.read_text(encoding="utf-8"), re.DOTALL)
        for name, text in found:
            blocks.setdefault(name, re.sub(r"\{#.*?#\}\n?", "", text, flags=re.DOTALL))
    mark = "\u200f" if is_right_to_left(locale) else ""
    text = ""
    for names in PARAGRAPHS[step]:
        if names == ("choices",):
            for letter, name in zip("ABC", ("wait", "reship", "refund"), strict=True):
                text += LINE + f"{mark}{letter}) {blocks[name].strip()}"
            continue
        text += (LINE if names[0] in NO_GAP else PARAGRAPH) + "\n".join(blocks[name] for name in names)
    environment = Environment(
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701 - plain text
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(care_catalogue(locale), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    shape = Shape(locale, step, facts, frozenset())
    constant = letters.values(shape, {})
    return letters.subject(shape, constant), environment.from_string(text), constant


def laid_out(text: str, joint: str) -> str:
    """Return a rendered template with its sentences joined as the locale joins them."""
    body = ""
    for paragraph in text.split(PARAGRAPH):
        lines = [joint.join(one.strip() for one in line.split("\n") if one.strip()) for line in paragraph.split(LINE)]
        whole = "\n".join(line for line in lines if line)
        if whole:
            body += ("\n\n" if body else "") + whole
    return body


def run_peer(kind: str, orders: Path, out: Path) -> int:
    """Read, loop, write; return how many messages."""
    loop, count = Loop(kind), 0
    with pq.ParquetWriter(out, MESSAGES) as writer:
        for batch in pq.ParquetFile(orders).iter_batches(ROWS):
            messages = list(loop.messages(batch.to_pylist()))
            count += len(messages)
            writer.write_batch(pa.RecordBatch.from_pylist(messages, schema=MESSAGES))
    return count
