"""Put a draft on the clipboard, with the program that the desktop has."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from assistant.cli.staff import say
from assistant.errors import AssistantError, ClipboardError
from assistant.lines import Line, listed
from assistant.model import Severity

if TYPE_CHECKING:
    from assistant.model import Draft

PROGRAMS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"), ("pbcopy",), ("clip.exe",))
SECONDS = 10


class UnfinishedDraftError(AssistantError):
    """A draft with a gap or an error must not be copied."""

    def __init__(self, draft: Draft) -> None:
        gaps = [f"--set {slot}=…" for slot in draft.missing]
        errors = [finding.rule for finding in draft.findings if finding.severity is Severity.ERROR]
        super().__init__(
            Line(
                msgid="The draft was not copied because it must not be sent like this: fill in %(gaps)s.",
                slots=(("gaps", listed(gaps)),),
            )
            if gaps
            else Line(
                msgid="The draft was not copied because it must not be sent like this: correct %(errors)s.",
                slots=(("errors", listed(errors)),),
            )
        )


def copy_draft(draft: Draft) -> None:
    """Copy the body. Raises UnfinishedDraftError for an unfinished draft, ClipboardError without a program."""
    if not draft.is_sendable:
        raise UnfinishedDraftError(draft)
    for program in PROGRAMS:
        path = shutil.which(program[0])
        if path is None:
            continue
        try:
            done = subprocess.run(  # noqa: S603 - a fixed list of programs, found on the user's own path
                [path, *program[1:]], input=draft.body.encode(), check=False, timeout=SECONDS, stderr=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            continue
        if done.returncode == 0:
            say(Line(msgid="Copied."))
            return
    raise ClipboardError
