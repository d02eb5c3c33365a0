"""Orders that stand in a file twice: the second of two that agree is told, and all of those that do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from assistant.care.intake.cells import Defect
from assistant.care.intake.contents import contents, differences, order_keys
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.care.keys import Owner

SAME = Line(
    msgid="The order stands in row %(row)s already, which is used: remove this row, or put the items of an order "
    "together."
)
OTHER = Line(
    msgid="Row %(row)s has the same order number with other content (%(names)s): correct the one that is wrong."
)
APART = Line(msgid="Row %(row)s has the same order number with other content: correct the one that is wrong.")


class Verdicts(NamedTuple):
    """What is known of the orders that stand in several places of a file, by key, in the order of the keys.

    `first` is the row that comes first and `content` what it says; `other` is the first row that says something else,
    0 where there is none.
    """

    keys: np.ndarray
    first: np.ndarray
    content: np.ndarray
    other: np.ndarray

    def places(self, keys: np.ndarray) -> np.ndarray:
        """Return where each key stands here, -1 where it does not."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, -1)


NONE_TWICE = Verdicts(*(np.empty(0, np.uint64) for _ in Verdicts._fields))


class Twins:
    """Tells which orders of a batch must not be used because of another row of the file, in the batch or far away."""

    def __init__(self, verdicts: Verdicts, owner: Owner) -> None:
        self._verdicts, self._owner = verdicts, owner

    def defects(self, orders: pa.RecordBatch, unread: Mapping[int, str]) -> list[Defect]:
        """Return a defect for each order that is a second one, and for each whose rows contradict one another.

        `unread` are the orders that have a defect already, and the field in which: they may say anything.
        """
        if not len(orders):
            return []
        keys = order_keys(orders["number"], orders["shop"], orders["platform"], self._owner)
        told = {defect.at: defect for defect in self._apart(orders, keys)}
        ordered = np.sort(keys)
        if (ordered[1:] == ordered[:-1]).any():
            for defect in _within(orders, keys, unread):
                # What is compared cell by cell says more; but which row is the first of all is known only apart.
                if defect.why.msgid != SAME.msgid:
                    told[defect.at] = defect
                else:
                    told.setdefault(defect.at, defect)
        return [defect for defect in told.values() if defect.at not in unread]

    def _apart(self, orders: pa.RecordBatch, keys: np.ndarray) -> list[Defect]:
        verdicts, where = self._verdicts, self._verdicts.places(keys)
        listed = np.flatnonzero(where >= 0)
        if not len(listed):
            return []
        places, rows = where[listed], orders["row"].to_numpy()[listed]
        first, other = verdicts.first[places], verdicts.other[places]
        agrees = contents(orders.take(pa.array(listed))) == verdicts.content[places]
        found = []
        for index, row, begins, differs, same in zip(
            listed.tolist(), rows.tolist(), first.tolist(), other.tolist(), agrees.tolist(), strict=True
        ):
            if differs:
                found.append(_defect(orders, index, APART, differs if same else begins))
            elif row != begins:
                found.append(_defect(orders, index, SAME, begins))
        return found


def _within(orders: pa.RecordBatch, keys: np.ndarray, unread: Mapping[int, str]) -> list[Defect]:
    """Return the defects of one batch, in which orders can be compared cell by cell."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    head = first[inverse]
    second = np.flatnonzero(head != np.arange(len(keys)))
    names = differences(orders, head[second], second)
    for differ, *pair in zip(names, head[second].tolist(), second.tolist(), strict=True):
        differ += [unread[place] for place in pair if place in unread and unread[place] not in differ]
    against: dict[int, tuple[int, Sequence[str]]] = {}  # the first order -> one that differs from it, and in what
    for index, differ in zip(second.tolist(), names, strict=True):
        if differ:
            against.setdefault(int(head[index]), (index, differ))
    rows = orders["row"].to_pylist()
    found = [_defect(orders, begin, OTHER, rows[index], differ) for begin, (index, differ) in against.items()]
    for index, differ in zip(second.tolist(), names, strict=True):
        begin = int(head[index])
        if differ or begin not in against:
            found.append(_defect(orders, index, OTHER if differ else SAME, rows[begin], differ))
        else:
            other, why = against[begin]
            found.append(_defect(orders, index, OTHER, rows[other], why))
    return found


def _defect(orders: pa.RecordBatch, index: int, why: Line, row: int, differ: Sequence[str] = ()) -> Defect:
    names = (("names", ", ".join(differ)),) if differ else ()
    said = Line(msgid=why.msgid, slots=(("row", row), *names))
    return Defect(index, "number", str(orders.column("number")[index].as_py()), said)


def verdicts_of(keys: np.ndarray, rows: np.ndarray, said: np.ndarray) -> Verdicts:
    """Return what is known of orders by their keys; `said` are their contents, all in the order of the file."""
    order = np.argsort(keys, kind="stable")
    keys, rows, said = keys[order], rows[order], said[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    group = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(keys))))
    differs = np.flatnonzero(said != said[begins][group])
    other = np.zeros(len(begins), np.int64)
    other[group[differs][::-1]] = rows[differs][::-1]  # of several the first one is written last, and stays
    return Verdicts(keys[begins], rows[begins], said[begins], other)
