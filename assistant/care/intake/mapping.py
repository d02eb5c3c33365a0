"""A seller's own header mapping: which of his columns is which of our fields, and what holds for the whole file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """What `--mapping FILE.toml` says; an empty one leaves everything to the aliases."""

    headers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None


def load_mapping(path: Path) -> HeaderMapping:
    """Return the mapping of a file. Raises FileError, and DataError with every defect of it."""
    from assistant.resources import read_toml

    data = read_toml(path)
    return HeaderMapping(data.get("headers", {}), data.get("constants", {}), data.get("date_order"))
