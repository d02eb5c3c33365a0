"""The PDF of a case: what the template is given, and its printing."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import fonts as ours
from assistant import resources
from assistant.archive.nouns import Kind
from assistant.archive.pictures import drawn
from assistant.archive.timeline import amount, day, moment, timeline
from assistant.deciding.labels import REASONS, REMEDIES
from assistant.writing.formats import is_locale, is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.archive.nouns import Case, Deed, Entry

# What only chooses how the character before it looks; a font without that look draws nothing for it.
LOOKS = dict.fromkeys([0x200D, 0x20E3, *range(0xFE00, 0xFE10)])
RTL = {"R", "AL"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: case and trail as handed over, the digest of each part of the zip, the contents of the files."""

    case: Case
    deeds: Sequence[Deed]
    digests: Mapping[str, str]
    files: Mapping[str, bytes]


def print_case(paper: Paper, fonts: Path | None = None) -> bytes:
    """Return the PDF. Raises MissingFontError where a package of fonts is not installed."""
    import typst

    known = ours.typst_fonts(fonts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "case.typ").write_bytes(resources.case_template().read_bytes())
        pictures = list(_pictures(paper, folder, fonts, known))
        data = {**_data(paper, fonts), "pictures": pictures}
        pdf: bytes = typst.compile(
            folder / "case.typ", root=folder, font_paths=known, format="pdf", sys_inputs={"case": json.dumps(data)}
        )
        return pdf


def _data(paper: Paper, fonts: Path | None) -> dict[str, Any]:
    case = paper.case
    return {
        "title": f"Case {case.number}" + (f" · order {case.order_number}" if case.order_number else ""),
        "state_of": f"Version {case.version}, last changed {moment(case.changed_at)} UTC",
        "fonts": ours.families("en", fonts),
        "summary": [[name, drawable(value, fonts)] for name, value in _summary(case)],
        "exhibits": list(_exhibits(paper, fonts)),
        "timeline": [{**one, "what": drawable(one["what"], fonts)} for one in timeline(case, paper.deeds)],
        "offers": [
            {
                "on": day(one.on),
                "remedy": REMEDIES[one.remedy].msgid,
                "amount": amount(one.amount, one.currency) or "–",
                "outcome": str(one.outcome),
                "allowed": one.approved_by or ("nobody yet" if one.needs_approval else "–"),
            }
            for one in case.offers
        ],
        "messages": [_message(number, entry, case, fonts) for number, entry in enumerate(case.entries, 1)],
        "rules": {
            "program": case.rules.get("program", ""),
            "values": [_rule(one, fonts) for key in ("clocks", "values") for one in case.rules.get(key, ())],
        },
    }


def _summary(case: Case) -> Iterator[tuple[str, str]]:
    order = case.order
    buyer = ", ".join(part for part in (case.buyer, case.country) if part)
    ending = case.ending
    ended = ending and " ".join(filter(None, (_words(ending.result), amount(ending.amount, ending.currency))))
    for name, value in (
        ("Reason", REASONS[case.reason].msgid if case.reason else None),
        ("State", str(case.state)),
        ("Buyer", buyer),
        ("Outcome", ended),
        ("Platform", case.platform),
        ("Order", case.order_number),
        ("Price", amount(order.price, order.currency)),
        ("SKU", ", ".join(case.skus)),
        ("Carrier", order.carrier),
        ("Tracking", order.tracking_number),
        ("Handled by", case.assigned_to),
        ("Redacted", moment(case.redacted_at) if case.redacted_at else None),
    ):
        if value:
            yield name, value


def _exhibits(paper: Paper, fonts: Path | None) -> Iterator[dict[str, Any]]:
    said = paper.case.entries
    paths = [path for path in paper.digests if path.startswith(("messages/", "files/"))]
    for number, path in enumerate(paths, 1):
        if number <= len(said):
            entry = said[number - 1]
            what, at = f"{_who(entry)}: {_words(entry.kind)}", entry.at
        else:
            file = paper.case.files[number - len(said) - 1]
            what, at = f"File {drawable(file.name, fonts)} ({file.media_type}, {file.size:,} bytes)", file.at
        shown = drawable(path, fonts)
        yield {"number": number, "at": moment(at), "what": what, "path": shown, "sha256": paper.digests[path]}


def _message(number: int, entry: Entry, case: Case, fonts: Path | None) -> dict[str, Any]:
    # Earlier versions took any name for a locale.
    known = is_locale(entry.locale or "")
    locale = next(name for name in (entry.locale, case.locale, "en") if name and is_locale(name))
    gloss = entry.gloss or {}
    glossed = gloss["locale"] if is_locale(str(gloss.get("locale"))) else "en"
    return {
        "exhibit": number,
        "who": _who(entry),
        "ours": entry.kind is Kind.REPLY,
        "at": moment(entry.at),
        "through": f"· {entry.channel}" if entry.channel else "",
        "subject": _said(entry.subject, locale, fonts, known=known) if entry.subject else None,
        "text": _said(entry.text, locale, fonts, known=known),
        "gloss": _said(gloss["body"], glossed, fonts) if gloss.get("body") else None,
    }


def _who(entry: Entry) -> str:
    return "Buyer" if entry.kind is Kind.MESSAGE else f"Shop ({entry.by})" if entry.by else "Shop"


def _rule(rule: Mapping[str, Any], fonts: Path | None) -> dict[str, Any]:
    name = rule.get("rule") or rule.get("key") or rule.get("clock") or ""
    value = f" = {rule['value']}" if "value" in rule else ""
    return {
        "rule": drawable(f"{name}{value}", fonts),
        "source": drawable(str(rule.get("source") or ""), fonts),
        "as_of": str(rule.get("as_of") or ""),
        "verified": bool(rule.get("verified")),
    }


def _words(name: str) -> str:
    return str(name).replace("_", " ")


def _said(text: str, locale: str, fonts: Path | None, *, known: bool = True) -> dict[str, Any]:
    """Return what was said, to be drawn in the direction of its language; each line in its own where none is known."""
    shown = drawable(text, fonts, locale)
    rtl = is_right_to_left(locale)
    lines = shown.replace("\r\n", "\n").split("\n")
    return {
        "fonts": ours.families(locale, fonts),
        "paragraphs": [{"text": one, "rtl": rtl if known else _is_rtl(one)} for one in lines],
    }


def _is_rtl(paragraph: str) -> bool:
    """Whether its first letter runs from right to left, as Unicode's own rule says."""
    kinds = (unicodedata.bidirectional(character) for character in paragraph)
    return next((kind for kind in kinds if kind in {"L", *RTL}), "L") in RTL


def drawable(text: str, fonts: Path | None, locale: str = "en") -> str:
    """Return a text in which each character that no font of ours draws, such as a smiley, stands by its name."""
    text = text.translate(LOOKS)
    while lacking := ours.missing(text.replace("\n", "").replace("\r", "").replace("\t", " "), locale, fonts):
        name = unicodedata.name(lacking, f"U+{ord(lacking):04X}").lower()
        text = text.replace(lacking, f"[{name}]")
    return text


def _pictures(paper: Paper, folder: Path, fonts: Path | None, known: Any) -> Iterator[dict[str, Any]]:
    """Yield the pictures, each written where typst finds it; what it cannot draw has no path."""
    places = drawn(paper.case.files, tuple(paper.files.values()), folder, known)
    for place, path in places.items():
        name = drawable(paper.case.files[place].name, fonts)
        yield {"exhibit": len(paper.case.entries) + place + 1, "name": name, "path": path}
