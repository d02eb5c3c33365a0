"""Raw tables: what each kind of file gives, before anything is understood of its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from assistant.model import Line


class Refused(NamedTuple):
    """A row that is none, or a cell that cannot be used: a line of `columns.REJECTED`, worded at the edge."""

    row: int
    field: str
    value: str | None
    why: Line


@dataclass(slots=True)
class Block:
    """Some rows of a file by the column: `cells` are those of the fields that are wanted, as the file has them."""

    rows: pa.Array
    cells: dict[str, pa.Array]
    refused: list[Refused] = field(default_factory=list)
    progress: float = 0.0


class Table(Protocol):
    """A file that was opened: its header is known, its rows are read on as they are asked for."""

    form: str
    headers: Sequence[str]
    optional: Sequence[str]

    def examples(self) -> Sequence[str | None]:
        """Return the first cell with something in it of each column."""
        ...

    def blocks(self, fields: Mapping[str, int], rows: int) -> Iterator[Block]:
        """Yield the rows, about so many at a time; `fields` says which column fills which field."""
        ...
