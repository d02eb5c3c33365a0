"""`assistant phrases`: a seller's own short texts, imported from other systems, checked, and filled for an order."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import (
    FAILED,
    STAFF,
    WITH_REJECTED,
    facts,
    make_assistant,
    parse_settings,
    print_json,
    read_json,
    reports_errors,
)
from assistant.cli.staff import say
from assistant.errors import FileError, Problem
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from assistant.model import Finding
    from assistant.writing.own.phrases import Phrase, Report

SHOP = click.option("--shop", type=click.Path(path_type=Path), help="Settings file (default: shop.toml, if there).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("phrases"),
    help="Where the phrases lie (default: phrases).",
)


@click.group("phrases")
def command() -> None:
    """Import your own phrases, list them, and fill one for an order."""


@command.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@FOLDER
@click.option("--anew", is_flag=True, help="Overwrite phrases that have another text in the folder.")
@SHOP
@STAFF
@JSON
@reports_errors
def import_phrases(
    source: Path,
    folder: Path,
    anew: bool,  # noqa: FBT001 - click passes flags so
    shop: Path | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """Turn SOURCE, a .csv file with the columns name, locale and text, into one file a phrase.

    Variables of other systems (#x#, ${x}, %{x}, #{x}, {%x%}, [[x]]) become slots. What cannot be used is told and left
    out, and so is what would overwrite another text in the folder; a phrase that a buyer must not read is kept, with
    what was found in it.
    """
    from assistant.cli.phrase_file import rows
    from assistant.writing.own.phrases import imported

    assistant = make_assistant(shop, None, staff_language)
    report = imported(rows(source))
    if not anew:
        report = _without_edited(report, folder)
    plain = {phrase: _plain(phrase.text) for phrase in report.phrases}
    found = {phrase: assistant.lint(text) if text.strip() else () for phrase, text in plain.items()}
    _write(folder, report)
    if as_json:
        print_json(_as_json(report, {p: assistant.findings_json(f)["findings"] for p, f in found.items()}))
    else:
        _tell(report, found)
    if report.problems:
        sys.exit(WITH_REJECTED)


@command.command("list")
@FOLDER
@JSON
@reports_errors
def list_phrases(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - the same
    """List the phrases of a folder with their locales."""
    names: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.*.j2")):
        name, locale, _ = path.name.rsplit(".", 2)
        names.setdefault(name, []).append(locale)
    if as_json:
        print_json({"phrases": [{"name": name, "locales": locales} for name, locales in names.items()]})
        return
    for name, locales in names.items():
        click.echo(f"{name}: {', '.join(locales)}")


@command.command("show")
@click.argument("name")
@click.option("--language", metavar="L", default="en", help="The locale of the phrase (default: en).")
@facts
@FOLDER
@SHOP
@click.option("--today", metavar="YYYY-MM-DD", help="Fill it as on this day.")
@STAFF
@JSON
@reports_errors
def show(  # noqa: PLR0913, PLR0917 - one parameter an option
    name: str,
    language: str,
    order: Path | None,
    history: Path | None,
    settings: tuple[str, ...],
    folder: Path,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """Print the phrase NAME filled for an order; exits with 1 where a slot is missing or something must not be said."""
    from assistant.desk.phrases import Phrases
    from assistant.model import Severity
    from assistant.writing.lint.rules import RULES
    from assistant.writing.own.phrases import locale_of

    assistant = make_assistant(shop, today, staff_language)
    language = locale_of(language)
    phrase = Phrases(folder).phrase(name, language)
    pairs = parse_settings(settings)
    parsed = assistant.parse_order(read_json(order), pairs, str(order or "order"))
    past = assistant.parse_history(read_json(history), str(history or "history"), parsed)
    text, missing = assistant.phrase(phrase, assistant.request(parsed, past, locale=language, settings=pairs))
    findings = assistant.lint(text, parsed.platform, order=parsed)
    if as_json:
        print_json({"text": text, "missing": list(missing), **assistant.findings_json(findings)})
    else:
        click.echo(text)
        for slot in missing:
            slots = (("slot", f"⟦{slot}⟧"),)
            say(Line(msgid="%(slot)s is still missing: fill it in with --set.", slots=slots))
        for finding in findings:
            say(_found(finding, finding.why))
    if missing or any(RULES[finding.rule].severity is Severity.ERROR for finding in findings):
        sys.exit(FAILED)


def _found(finding: Finding, what: Line | str) -> Line:
    from assistant.cli.screen import SEVERITIES

    slots = (("severity", SEVERITIES[finding.severity]), ("rule", finding.rule), ("what", what))
    return Line(msgid="%(severity)s %(rule)s: %(what)s", slots=slots)


def _without_edited(report: Report, folder: Path) -> Report:
    """Return a report without the phrases of which the folder has another text, and those as problems."""
    from assistant.writing.own.phrases import file_of

    problems = []
    phrases = []
    for phrase in report.phrases:
        path = folder / file_of(phrase.name, phrase.locale)
        if path.is_file() and path.read_bytes() != f"{phrase.text}\n".encode():
            hint = Line(msgid="keep it, or overwrite it with --anew")
            problems.append(Problem(str(path), Line(msgid="it has another text already"), hint))
        else:
            phrases.append(phrase)
    return replace(report, phrases=tuple(phrases), problems=(*report.problems, *problems))


def _write(folder: Path, report: Report) -> None:
    from assistant.writing.own.phrases import file_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for phrase in report.phrases:
            (folder / file_of(phrase.name, phrase.locale)).write_text(phrase.text + "\n", encoding="utf-8")
    except OSError as error:
        raise FileError.unwritable(folder, error.strerror, Line(msgid="name another folder")) from error


def _plain(text: str) -> str:
    """Return a phrase without its slots, as the linter reads it."""
    return re.sub(r"\{\{[^}]*\}\}|\{%[^%]*%\}", "", text)


def _as_json(report: Report, findings: dict[Phrase, list[dict[str, object]]]) -> dict[str, object]:
    return {
        "phrases": [
            {"name": phrase.name, "locale": phrase.locale, "text": phrase.text, "findings": findings[phrase]}
            for phrase in report.phrases
        ],
        "problems": [problem.record for problem in report.problems],
        "missing": {name: list(locales) for name, locales in report.missing.items()},
    }


def _tell(report: Report, findings: dict[Phrase, tuple[Finding, ...]]) -> None:
    for problem in report.problems:
        say(problem.line)
    for phrase, found in findings.items():
        for finding in found:
            named = (("name", f"{phrase.name} ({phrase.locale})"), ("why", _found(finding, f"“{finding.text}”")))
            say(Line(msgid="%(name)s: %(why)s", slots=named))
    for name, locales in report.missing.items():
        say(Line(msgid="%(name)s: missing in %(locales)s", slots=(("name", name), ("locales", listed(locales)))))
    slots = (("phrases", len(report.phrases)), ("problems", len(report.problems)))
    say(Line(msgid="%(phrases)s phrases, %(problems)s problems.", slots=slots))
