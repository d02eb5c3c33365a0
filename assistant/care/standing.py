"""Whether messages stand where a run was to put them: a file, or a folder of e-mails, may be another's of that name."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.care.folders import partial_of
from assistant.care.outlets.folder import file_name
from assistant.cells import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path


def stand_at(out: Path, keys: Collection[str]) -> bool:
    """Whether all messages stand at an output, be it complete or about to take its place."""
    partial = partial_of(out)
    if partial.is_dir() or out.is_dir():  # of a folder, a part may have taken its place
        return all((partial / name).is_file() or (out / name).is_file() for name in map(file_name, keys))
    path = partial if partial.exists() else out
    read = _KEYS.get(out.suffix.lower())
    if read is None or not path.is_file():
        return False
    missing = {harmless(key) for key in keys}
    try:
        for key in read(path):
            missing.discard(harmless(key))
    except (ValueError, LookupError, TypeError, csv.Error, pa.ArrowException):  # no file of ours, or not a whole one
        return False
    return not missing


def _of_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["key"]


def _of_table(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["key"]


def _of_parquet(path: Path) -> Iterator[str]:
    for batch in pq.ParquetFile(path).iter_batches(columns=["key"]):
        yield from batch["key"].to_pylist()


_KEYS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".jsonl": _of_lines,
    ".csv": _of_table,
    ".parquet": _of_parquet,
}
