"""The job of the desk: from what was put in to a draft, edited as the staff left it, and why it may not go yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.answers import asked
from assistant.archive import NO_OFFER
from assistant.bootstrap import Result
from assistant.desk.inputs import FIELDS
from assistant.errors import AssistantError, DataError, EmptyTextError, Problem, UnknownOptionError
from assistant.model import Line, Severity
from assistant.writing.lint.approval import OFFERING
from assistant.writing.lint.approval import RULE as NEEDS_APPROVAL
from assistant.writing.offers import Made, made

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.desk.inputs import Edit, Inputs
    from assistant.model import Draft, Finding, Option, Order, Plan, Reading
    from assistant.pipeline import Request

GAP, SPACES = re.compile(r"\n{3,}"), re.compile(r"(?<=\S)  +(?=\S)")
SUBJECT, GAP_MARK = "subject", "⟦"
YEAR, OLDEST = re.compile(r"\d{4}-"), "2000"


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the draft as it stands: the staff's wording or ours, its gloss, and `left`, what no longer fits it."""

    name: str
    text: str
    ours: str
    gloss: str
    left: tuple[Edit, ...] = ()

    @property
    def is_edited(self) -> bool:
        """Whether the staff have changed it; the gloss does not say what it says then."""
        return self.text != self.ours


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the desk shows; what could not be made says why. `made` is what the draft offers as it stands."""

    inputs: Inputs
    reading: Reading | None = None
    order: Order | None = None
    request: Request | None = None
    result: Result | None = None
    parts: tuple[Part, ...] = ()
    subject: Part | None = None
    body: str = ""
    made: Made = field(default_factory=Made)
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    failure: AssistantError | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, if one could be made."""
        return self.result.plan if self.result else None

    @property
    def draft(self) -> Draft | None:
        """The draft as we wrote it, if one could be made."""
        return self.result.draft if self.result else None

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that the draft offers as we wrote it."""
        return self.result.options if self.result else ()

    @property
    def unmade(self) -> tuple[Option, ...]:
        """The options that it does not offer any more as the staff have left it."""
        return tuple(one for one in self.offered if one not in self.made.options and one.remedy not in NO_OFFER)

    @property
    def is_edited(self) -> bool:
        """Whether the staff have changed any of it."""
        return any(part.is_edited for part in self._whole)

    @property
    def is_another(self) -> bool:
        """Whether it is another draft than the staff looked at, as the archive or the day has changed since."""
        # A blank is no other plan, and a browser gives some of them back as others.
        seen = {name: text.split() for name, text in self.inputs.seen.items()}
        return bool(seen) and seen != {part.name: part.ours.split() for part in self._whole}

    @property
    def _whole(self) -> tuple[Part, ...]:
        return (*self.parts, *filter(None, [self.subject]))

    @property
    def homeless(self) -> dict[str, tuple[Edit, ...]]:
        """What the staff have written for blocks that this draft does not have."""
        placed = {part.name for part in self._whole}
        names = dict.fromkeys((*self.inputs.edits, *self.inputs.left))
        return {name: self.inputs.written(name) for name in names if name not in placed}

    @property
    def _said(self) -> str:
        """All that the buyer would read."""
        return f"{self.subject.text}\n{self.body}" if self.subject else self.body

    @property
    def needs_approval(self) -> bool:
        """Whether somebody above the staff must agree before it goes."""
        return any(finding.rule == NEEDS_APPROVAL for finding in self.findings)

    @property
    def obstacles(self) -> tuple[Line, ...]:
        """Why the draft must not be copied, approval left out."""
        if self.draft is None:
            return (Line(msgid="There is no draft yet."),)
        missing = [
            Line(msgid="Fill in what is missing: %(slot)s.", slots=(("slot", SLOT_NAMES[slot]),))
            for slot in self.draft.missing
        ]
        errors = [
            Line(msgid="“%(text)s” must not be said: %(why)s", slots=(("text", shortened(f.text)), ("why", f.why)))
            for f in self.findings
            if f.severity is Severity.ERROR and not (missing and GAP_MARK in f.text)
        ]
        marks = [Line(msgid="A gap is still marked with ⟦ ⟧.")] if GAP_MARK in self._said and not missing else []
        empty = [] if self.body else [Line(msgid="The draft is empty.")]
        return (*missing, *errors, *marks, *empty)


SLOT_NAMES = {
    "answer": Line(msgid="the answer to the buyer's question"),
    "instructions": Line(msgid="the steps to follow"),
    "ship_by": Line(msgid="the day of dispatch"),
    "coupon_code": Line(msgid="the coupon code"),
    "agent_name": Line(msgid="your name"),
    "refund": Line(msgid="the refund amount"),
}
SHOWN = 60


def work_on(inputs: Inputs, assistant: Assistant) -> Work:
    """Return the reading, the plan and the draft for what was put in; a defect of it is told, not raised."""
    if not inputs.text:
        return Work(inputs, failure=EmptyTextError() if inputs.case else None)
    try:
        reading, request = _asked(inputs, assistant)
    except DataError as error:
        return Work(inputs, reading=_read(inputs, assistant), problems=error.problems)
    except AssistantError as error:
        return Work(inputs, failure=error)
    try:
        result = _replied(inputs, reading, request, assistant)
    except AssistantError as error:
        return Work(inputs, reading=reading, order=request.order, request=request, failure=error)
    return _edited(Work(inputs, reading, request.order, request, result), assistant)


def _asked(inputs: Inputs, assistant: Assistant) -> tuple[Reading, Request]:
    """Return what the message says, and the reply that is wanted: its language may be chosen, the message's is read."""
    _require_years(inputs)
    reading, request = asked({**inputs.record, "language": None}, assistant)
    language = inputs.chosen.get("language")
    return reading, replace(request, locale=language) if language else request


def _require_years(inputs: Inputs) -> None:
    """Raise DataError where a year is one that nobody means: half typed, it is 0002 or 0202."""
    dates = {path: inputs.fact(path) for path in FIELDS if path.endswith(("_on", "promised_by"))}
    problems = [
        Problem(f"order: {path}", Line(msgid="'%(value)s' is not a date", slots=(("value", value),)))
        for path, value in dates.items()
        if YEAR.match(value) and value < OLDEST
    ]
    if problems:
        raise DataError(problems)


def _read(inputs: Inputs, assistant: Assistant) -> Reading | None:
    try:
        return assistant.read(inputs.text)
    except AssistantError:  # the defects of the order are told first; this one comes back when they are mended
        return None


def _replied(inputs: Inputs, reading: Reading, request: Request, assistant: Assistant) -> Result:
    """Return the reply; an option of another reason's plan gives way to what is recommended."""
    try:
        return assistant.reply(reading, request, inputs.option)
    except UnknownOptionError:
        return assistant.reply(reading, request)


def _edited(work: Work, assistant: Assistant) -> Work:
    """Lay the staff's wording over the draft and read what they changed."""
    draft = work.draft
    assert draft is not None and work.result is not None and work.request is not None  # noqa: PT018, S101 - just made
    parts = tuple(laid(block.name, block.text, block.gloss, work.inputs) for block in draft.blocks)
    subject = laid(SUBJECT, draft.subject, draft.gloss_subject, work.inputs) if draft.subject else None
    body = assembled(draft, parts)
    findings = draft.findings if body == draft.body else assistant.review(body, work.result, work.request)
    of_subject = _of_subject(subject, work.result, work.request, assistant)
    place = next((part.text for part in parts if part.name in OFFERING), "")
    offers = made(draft, work.result.plan, work.result.options, place, body)
    return replace(work, parts=parts, subject=subject, body=body, made=offers, findings=(*of_subject, *findings))


def _of_subject(subject: Part | None, result: Result, request: Request, assistant: Assistant) -> tuple[Finding, ...]:
    """Return the findings for a subject that the staff have edited: ours holds no value, theirs any of the letter's."""
    if subject is None or not subject.is_edited or not subject.text.strip():
        return ()
    whole = {"body": f"{subject.ours}\n\n{result.draft.body}", "findings": ()}
    letter = Result(result.reading, result.plan, result.draft.model_copy(update=whole), result.options)
    return assistant.review(subject.text, letter, request)


def laid(name: str, ours: str, gloss: str, inputs: Inputs) -> Part:
    """Return a block with the newest wording that was written over this very text of ours; no other is lost."""
    written = inputs.written(name)
    text = next((edit.text for edit in written if edit.was == ours), ours)
    left = tuple(edit for edit in dict.fromkeys(written) if edit.text not in (text, ours))
    return Part(name, text, ours, gloss, left)


def assembled(draft: Draft, parts: tuple[Part, ...]) -> str:
    """Return the body with the staff's wording in the places of the blocks."""
    body, at, pieces = draft.body, 0, []
    for part in parts:
        start = body.index(part.ours, at)
        pieces += [body[at:start], part.text]
        at = start + len(part.ours)
    text = "".join([*pieces, body[at:]])
    return text if text == body else SPACES.sub(" ", GAP.sub("\n\n", text)).strip()


def shortened(text: str) -> str:
    """Return a text as a sentence quotes it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
