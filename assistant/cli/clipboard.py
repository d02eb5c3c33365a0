"""Put a draft on the clipboard, with the program that the desktop has."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import click

from assistant.errors import AssistantError, ClipboardError
from assistant.model import Severity

if TYPE_CHECKING:
    from assistant.model import Draft

PROGRAMS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"), ("pbcopy",), ("clip.exe",))
SECONDS = 10


class NotSendableError(AssistantError):
    """A draft with a gap or an error must not be copied."""

    def __init__(self, draft: Draft) -> None:
        errors = [finding.rule for finding in draft.findings if finding.severity is Severity.ERROR]
        gaps = [f"--set {slot}=…" for slot in draft.missing]
        step = f"fill in {', '.join(gaps)}" if gaps else f"correct {', '.join(errors)}"
        super().__init__(f"The draft was not copied because it must not be sent like this: {step}.")


def copy_draft(draft: Draft) -> None:
    """Copy the body. Raises NotSendableError for an unfinished draft, ClipboardError without a program."""
    if not draft.is_sendable:
        raise NotSendableError(draft)
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
            click.echo("Copied.", err=True)
            return
    raise ClipboardError
