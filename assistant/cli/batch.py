"""Many records in one run: in the same order, one line each; a bad row goes to OUT.rejected.jsonl, none disappears."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import WITH_REJECTED
from assistant.cli.records import RowError, checked, csv_writer, jsonl_writer, read_records, shown
from assistant.errors import AssistantError, BatchFileError, DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from assistant.bootstrap import Assistant

KINDS = {".jsonl", ".csv"}


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each record: the command's own function, the field it cannot do without, its options."""

    assistant: Assistant
    process: Callable[[dict[str, Any], Assistant], dict[str, Any]]
    needs: str
    defaults: Mapping[str, Any]

    def run(self, record: dict[str, Any] | RowError) -> dict[str, Any] | RowError:
        """Return the result, or what is wrong with the record."""
        if isinstance(record, RowError):
            return record
        try:
            known = checked(record, self.needs)
            day = known.get("today")
            program = self.assistant.on_day(_day(day)) if day else self.assistant
            return self.process({**self.defaults, **known}, program)
        except RowError as error:
            return error
        except DataError as error:
            return RowError("order", record.get("order"), str(error).replace("\n", " "))
        except AssistantError as error:
            return RowError(self.needs, record.get(self.needs), str(error))
        except Exception as error:  # noqa: BLE001 - a defect of ours in one row must not lose the others
            return RowError(
                self.needs, record.get(self.needs), f"The program failed on it ({error!r}): please report it."
            )


def run_batch(source: Path | None, out: Path | None, job: Job) -> None:
    """Process every record of a file; exits with 3 where rows were rejected."""
    if source is None or out is None:
        raise click.UsageError("--batch and --out go together: name the file to read and the file to write.")
    for path in (source, out):
        if path.suffix.lower() not in KINDS:
            raise BatchFileError(path, f"'{path.suffix}' is not a kind of batch file: use .jsonl or .csv")
    rejected_path = out.with_suffix(".rejected.jsonl")
    if source.resolve() in {out.resolve(), rejected_path.resolve()}:
        raise BatchFileError(out, "the results would overwrite the input: name another file with --out")
    if not source.is_file():
        raise FileError(source, "there is no such file", "check the path")
    done, rejected = _write_all(source, out, rejected_path, job)
    click.echo(f"{done} done, {rejected} rejected" + (f" (see {rejected_path})" if rejected else "") + ".", err=True)
    if rejected:
        sys.exit(WITH_REJECTED)


def _write_all(source: Path, out: Path, rejected_path: Path, job: Job) -> tuple[int, int]:
    """Write both files beside their places and move them there at the end; return how many rows went where."""
    parts = [path.with_name(path.name + ".part") for path in (out, rejected_path)]
    done = rejected = 0
    try:
        with parts[0].open("w", encoding="utf-8", newline="") as good, parts[1].open("w", encoding="utf-8") as bad:
            write = csv_writer(good) if out.suffix.lower() == ".csv" else jsonl_writer(good)
            for row, record in read_records(source):
                result = job.run(record)
                if isinstance(result, RowError):
                    rejected += 1
                    line = {"row": row, "field": result.field, "value": shown(result.value), "why": str(result)}
                    bad.write(json.dumps(line, ensure_ascii=False) + "\n")
                else:
                    done += 1
                    write(result)
        parts[0].replace(out)
        if rejected:
            parts[1].replace(rejected_path)
        else:
            rejected_path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(out, f"cannot be written ({error.strerror})", "choose another place with --out") from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return done, rejected


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RowError("today", value, "The field 'today' is not a date: write it like 2026-10-01.") from None
