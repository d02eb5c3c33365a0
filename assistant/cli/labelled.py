"""Labelled messages out of a .tsv file: what people say beside the text that they say it about."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from assistant.errors import BatchFileError, FileError
from assistant.evaluation import Labelled
from assistant.lines import Line, listed
from assistant.model import Evidence, Reason, Request, Risk
from assistant.reading.language import LOCALES, as_language
from assistant.records import RowError, TextLines, first_line, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from assistant.records import TextLine

UNLABELLED = "?"
NEEDED = ("reason", "text")
NAMES = {
    "reason": Line(msgid="reason"),
    "language": Line(msgid="language"),
    "remedies": Line(msgid="remedies"),
    "risks": Line(msgid="risks"),
    "evidence": Line(msgid="evidence"),
}


class LabelledRow(NamedTuple):
    """One line: its number, the text, and its labels or what is wrong with it."""

    number: int
    text: str
    labels: Labelled | RowError


class LabelledFile:
    """The rows of a file, read as they are asked for.

    Raises FileError, and BatchFileError where a needed column is missing or one stands twice, at once.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.bytes_read = path, 0
        if not path.is_file():
            raise FileError.absent(path)
        with path.open("rb") as file:
            header = next(iter(TextLines(file)), None)
        if header is not None and header.defect:
            raise first_line(path, header.defect)
        self._names = [name.strip() for name in header.text.rstrip("\r\n").split("\t")] if header else []
        missing = [name for name in NEEDED if name not in self._names]
        if missing:
            what = Line(
                msgid="there is no column '%(name)s' in the first line, separated by tabs",
                slots=(("name", missing[0]),),
            )
            raise BatchFileError(path, what)
        # Columns that nobody reads, such as a spreadsheet's empty ones, may be called alike.
        twice = repeated([name for name in self._names if name in (*NAMES, *NEEDED)])
        if twice is not None:
            raise BatchFileError(path, twice)

    def __iter__(self) -> Iterator[LabelledRow]:
        """Yield the rows; a file that is named after its language, such as de.tsv, needs no column for it."""
        language = self.path.stem if self.path.stem in LOCALES else None
        with self.path.open("rb") as file:
            lines = TextLines(file)
            for line in islice(lines, 1, None):
                self.bytes_read = lines.bytes_read
                if line.text.strip():
                    yield self._row(line, language)

    def _row(self, line: TextLine, language: str | None) -> LabelledRow:
        cells = [_unquoted(cell) for cell in line.text.rstrip("\r\n").split("\t")]
        record = dict(zip(self._names, cells, strict=False))
        text = record.get("text", "")
        if line.defect:
            return LabelledRow(line.number, text, RowError("line", line.text, line.defect))
        if len(cells) != len(self._names):
            slots = (("cells", len(cells)), ("names", len(self._names)))
            why = Line(msgid="The row has %(cells)s cells, not %(names)s: correct it.", slots=slots)
            return LabelledRow(line.number, text, RowError("line", line.text, why))
        return LabelledRow(line.number, text, _labels(record, language))


def _labels(record: dict[str, str], language: str | None) -> Labelled | RowError:
    try:
        return Labelled(
            reason=_known("reason", record["reason"].strip(), [*Reason]),
            language=_language(record) or language,
            remedies=_listed("remedies", record, [*Request]),
            risks=_listed("risks", record, [*Risk]),
            evidence=_evidence(record),
        )
    except RowError as error:
        return error


def _language(record: dict[str, str]) -> str | None:
    value = record.get("language", "").strip()
    if value in {"", UNLABELLED}:
        return None
    return _known("language", as_language(value).language, [*LOCALES])


def _known(field: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        why = Line(
            msgid="The %(field)s '%(value)s' does not exist: write one of %(names)s.",
            slots=(("field", NAMES[field]), ("value", value), ("names", listed(known))),
        )
        raise RowError(field, value, why)
    return value


def _listed(field: str, record: dict[str, str], known: Sequence[str]) -> frozenset[str] | None:
    """Return the labels of a cell; None where the column is missing or nobody has labelled it."""
    if field not in record or record[field].strip() == UNLABELLED:
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
