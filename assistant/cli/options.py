"""What the commands share: options, reading texts and files, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import functools
import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assistant.cli.staff import language_before, say, shop_file, wording
from assistant.cli.usage import WrongUsageError
from assistant.errors import (
    AssistantError,
    EmptyTextError,
    FileError,
    NotADateError,
    NotTextError,
    PathAsTextError,
    SettingError,
    TextTooLongError,
    UnknownOptionError,
    UnknownValueError,
)
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from assistant.bootstrap import Assistant
    from assistant.errors import Problem

F = TypeVar("F", bound="Callable[..., Any]")
DONE, FAILED, WRONG_USAGE, WITH_REJECTED = 0, 1, 2, 3
USAGE_ERRORS = (UnknownValueError, UnknownOptionError, SettingError, NotADateError)
# What would be done once, with one of the many results of a batch.
OF_ONE_RECORD = ("translate", "copy", "draft", "ics")
LONGEST_BYTES = 400_000
LONGEST_NAME = 250  # bytes; a longer one is an error of the file system, not an answer


STAFF = click.option("--staff-language", metavar="L", default=language_before, help="Your own language: en or zh_CN.")


def reports_errors(function: F) -> F:
    """Turn our exceptions into one sentence on stderr and the exit code of DESIGN section 8."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except AssistantError as error:
            say(Line(msgid="assistant: %(sentence)s", slots=(("sentence", error.line),)))
            sys.exit(WRONG_USAGE if isinstance(error, USAGE_ERRORS) else FAILED)
        except OSError as error:
            if error.errno != errno.ENOSPC or not _output_is_full():
                raise
            say(Line(msgid="assistant: Standard output has no room for the result: free some, or print it elsewhere."))
            sys.exit(FAILED)

    return wrapped  # type: ignore[return-value]  # the wrapper takes what the function takes


def _output_is_full() -> bool:
    """Whether what was printed finds no room; then it is given up, for Python would try once more at its end."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def common(function: F) -> F:
    """Add --shop, --today, --staff-language and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output."),
        STAFF,
        click.option(
            "--today", metavar="YYYY-MM-DD", help="Decide as on this day (default: today, where the staff are)."
        ),
        click.option("--shop", type=click.Path(path_type=Path), help="Settings file (default: shop.toml, if there)."),
    ):
        function = option(function)
    return function


def facts(function: F) -> F:
    """Add --order, --history and --set."""
    for option in (
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="An order field, or a slot."),
        click.option("--history", type=click.Path(path_type=Path), help="JSON file with the offers made so far."),
        click.option("--order", type=click.Path(path_type=Path), help="JSON file with the order facts."),
    ):
        function = option(function)
    return function


CASE = click.option("--case", type=click.IntRange(1), metavar="N", help="Order and offers made are those of case N.")


def known_facts(order: Path | None, history: Path | None, case: int | None, shop: Path | None) -> dict[str, Any]:
    """Return order and history as JSON: those of the files, else those of the case and its order.

    The days of a case are those of the shop.
    """
    given = read_json(order), read_json(history)
    if case is None:
        return {"order": given[0], "history": given[1]}
    from assistant.cli.archived import of_case, zone_of

    return of_case(case, *given, zone_of(shop))


def batch(function: F) -> F:
    """Add the options of a batch; the command gets them as `many`, None where it runs on one record."""

    @functools.wraps(function)
    def wrapped(
        *args: Any,
        batch_file: Path | None,
        out: Path | None,
        workers: int | None,
        engine: str,
        anew: bool,
        **kwargs: Any,
    ) -> Any:
        if (batch_file is None) != (out is None):
            raise WrongUsageError(
                Line(msgid="--batch and --out go together: name the file to read and the file to write.")
            )
        if batch_file is None or out is None:
            return function(*args, many=None, **kwargs)
        if kwargs.get("text") is not None:
            raise WrongUsageError(Line(msgid="A message and --batch do not go together: leave one of them out."))
        for option in OF_ONE_RECORD:
            if kwargs.get(option):
                slots = (("option", f"--{option}"),)
                why = Line(msgid="%(option)s and --batch do not go together: leave one of them out.", slots=slots)
                raise WrongUsageError(why)
        from assistant.cli.batch import Batch
        from assistant.cli.job import Recipe

        recipe = Recipe(shop_file(kwargs["shop"]), kwargs["today"], kwargs["staff_language"])
        return function(*args, many=Batch(batch_file, out, recipe, workers, engine, anew), **kwargs)

    command: Any = wrapped
    for option in (
        click.option("--anew", is_flag=True, help="Start over what an interrupted batch left."),
        click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Where a batch runs."),
        click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes of a batch (default: cores)."),
        click.option("--out", type=click.Path(path_type=Path), metavar="OUT", help="Results: .jsonl or .csv."),
        click.option(
            "--batch", "batch_file", type=click.Path(path_type=Path), metavar="IN", help="Many: .jsonl or .csv."
        ),
    ):
        command = option(command)
    return command  # type: ignore[no-any-return]  # the command's own kind


def make_assistant(shop: Path | None, today: str | None, staff_language: str | None) -> Assistant:
    """Return the program for a command's options."""
    from assistant.bootstrap import Assistant

    assistant = Assistant(shop_file(shop), parse_today(today), staff_language)
    return assistant if today else assistant.on_day(parse_today(None, assistant.shop.shop.zone))


def parse_today(text: str | None, zone: tzinfo | None = None) -> date:
    """Return the day of --today, or the one that it is in a zone; without one it is the machine's."""
    if text is None:
        return datetime.now(UTC).astimezone(zone).date()
    from assistant.choices import iso_day

    return iso_day("--today", text)


def parse_day(option: str, text: str) -> date:
    """Return the day that an option names. Raises NotADateError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADateError(option, text) from None


def text_of(argument: str | None) -> str:
    """Return the message: the argument, or standard input for '-' (and where something is piped in)."""
    if argument is not None and argument != "-":
        if is_path(argument):
            raise PathAsTextError(argument)
        return argument
    if argument is None and sys.stdin.isatty():
        raise EmptyTextError
    data = sys.stdin.buffer.read(LONGEST_BYTES + 1)
    if len(data) > LONGEST_BYTES:
        raise TextTooLongError(len(data), LONGEST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTextError.at_byte(Line(msgid="Standard input"), error) from None


def is_path(argument: str) -> bool:
    """Whether a message is the path of a file; a bare word is not asked, for a buyer may well write 'broken'."""
    if not any(mark in argument for mark in "./\\") or len(os.fsencode(argument)) > LONGEST_NAME:
        return False
    return "\0" not in argument and Path(argument).is_file()


def read_json(path: Path | None) -> object:
    """Return a JSON file's content with exact decimals; None without a file."""
    from assistant.records import parsed

    if path is None:
        return None
    try:
        return parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileError.absent(path) from None
    except UnicodeDecodeError as error:
        raise NotTextError.at_byte(str(path), error) from None
    except OSError as error:
        raise FileError.unreadable(path, error.strerror, Line(msgid="check the file")) from None
    except (ValueError, RecursionError, ArithmeticError) as error:
        from assistant.syntax import json_defect

        what = Line(msgid="is not valid JSON (%(why)s)", slots=(("why", json_defect(error)),))
        raise FileError(path, what, Line(msgid="correct it there")) from None


def parse_settings(settings: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of --set."""
    pairs = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            raise SettingError(setting, Line(msgid="write it as KEY=VALUE, such as price=24.90"))
        pairs.append((key.strip(), value.strip()))
    return tuple(pairs)


def report_problems(problems: Sequence[Problem], *, as_json: bool) -> None:
    """Print every problem; exits with 1 where there is one, silent where there is none."""
    if as_json:
        print_json({"problems": [problem.record for problem in problems]})
    else:
        word = wording()
        for problem in problems:
            click.echo(word(problem.line), err=True)
    if problems:
        sys.exit(FAILED)


def print_json(data: object) -> None:
    """Print JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
