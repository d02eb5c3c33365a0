"""Labelled messages out of a .tsv file: what people say beside the text that they say it about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.cli.records import RowError, TextLines
from assistant.errors import BatchFileError, FileError
from assistant.evaluation import Labelled
from assistant.model import Evidence, Reason, Request, Risk
from assistant.reading.language import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

UNLABELLED = "?"
NEEDED = ("reason", "text")


class LabelledRow(NamedTuple):
    """One line: its number, the text, and its labels or what is wrong with it."""

    number: int
    text: str
    labels: Labelled | RowError


def read_labelled(path: Path) -> Iterator[LabelledRow]:
    """Yield the rows of a file. Raises FileError, and BatchFileError where a needed column is missing."""
    if not path.is_file():
        raise FileError(path, "there is no such file", "check the path")
    language = path.stem if path.stem in LOCALES else None
    with path.open("rb") as file:
        lines = iter(TextLines(file))
        header = next(lines, None)
        names = [name.strip() for name in header.text.rstrip("\r\n").split("\t")] if header else []
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise BatchFileError(path, f"there is no column '{missing[0]}' in the first line, separated by tabs")
        for line in lines:
            if not line.text.strip():
                continue
            cells = [_unquoted(cell) for cell in line.text.rstrip("\r\n").split("\t")]
            record = dict(zip(names, cells, strict=False))
            if line.defect:
                labels: Labelled | RowError = RowError("line", line.text, line.defect)
            elif len(cells) != len(names):
                labels = RowError("line", line.text, f"The row has {len(cells)} cells, not {len(names)}: correct it.")
            else:
                labels = _labels(record, language)
            yield LabelledRow(line.number, record.get("text", ""), labels)


def _labels(record: dict[str, str], language: str | None) -> Labelled | RowError:
    try:
        return Labelled(
            reason=_known("reason", record["reason"].strip(), [*Reason]),
            language=record.get("language", "").strip() or language,
            remedies=_listed("remedies", record, [*Request]),
            risks=_listed("risks", record, [*Risk]),
            evidence=_evidence(record),
        )
    except RowError as error:
        return error


def _known(field: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise RowError(field, value, f"The {field} '{value}' does not exist: write one of {', '.join(known)}.")
    return value


def _listed(field: str, record: dict[str, str], known: Sequence[str]) -> frozenset[str] | None:
    """Return the labels of a cell; None where the column is missing or nobody has labelled it."""
    if field not in record or UNLABELLED in {record[field].strip(), record.get("evidence", "").strip()}:
        return None
    parts = [part.strip() for part in record[field].split(",") if part.strip()]
    return frozenset(_known(field, part, known) for part in parts)


def _evidence(record: dict[str, str]) -> str | None:
    value = record.get("evidence", UNLABELLED).strip()
    return None if value == UNLABELLED else _known("evidence", value or "unknown", [*Evidence])


def _unquoted(cell: str) -> str:
    """Return what a spreadsheet meant by a cell in quotation marks."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        return cell[1:-1].replace('""', '"')
    return cell
