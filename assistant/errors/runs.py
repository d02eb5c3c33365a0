"""What a run needs and does not get: its place, its engine, its servers, other programs."""

from __future__ import annotations

from assistant.errors.base import AssistantError
from assistant.lines import Line


class ClipboardError(AssistantError):
    """No program that can reach the clipboard."""

    def __init__(self) -> None:
        super().__init__(
            Line(msgid="--copy found no clipboard program: install wl-clipboard, xclip or xsel, or leave --copy out.")
        )


class SendError(AssistantError):
    """A mail server that takes nothing at all: going on would only make every message fail."""

    def __init__(self, server: str, detail: Line, step: Line) -> None:
        super().__init__(
            Line(
                msgid="The mail server %(server)s %(detail)s: %(step)s.",
                slots=(("server", server), ("detail", detail), ("step", step)),
            )
        )
        self.server = server


class MissingExtraError(AssistantError):
    """A part of the program that is installed on demand."""

    def __init__(self, what: Line | str, extra: str) -> None:
        super().__init__(
            Line(
                msgid="%(what)s needs the extra '%(extra)s': pip install 'customer-message-assistant[%(extra)s]'.",
                slots=(("what", what), ("extra", extra)),
            )
        )


class InterruptedRunError(AssistantError):
    """What an interrupted batch left, with another input, other options or another version, stands in the way."""

    def __init__(self, out: object, rows: int) -> None:
        super().__init__(
            Line(
                msgid="%(out)s: a batch of another file, or with other options, was interrupted there after row "
                "%(rows)s: repeat that command to end it, or add --anew to start over.",
                slots=(("out", str(out)), ("rows", rows)),
            )
        )


class BusyOutputError(AssistantError):
    """Another run is writing the same file."""

    def __init__(self, out: object) -> None:
        super().__init__(
            Line(
                msgid="%(out)s: another run is writing it; wait for its end, or name another file with --out.",
                slots=(("out", str(out)),),
            )
        )


class RunTakenError(AssistantError):
    """Another run has ended this one, which it took for dead: the connection that showed it alive was lost."""

    def __init__(self, ledger: str) -> None:
        super().__init__(
            Line(
                msgid="The connection to the ledger %(ledger)s was lost for a time, and another run has taken over "
                "what this one had not written or sent: run the command again when that one has ended.",
                slots=(("ledger", ledger),),
            )
        )


class EngineError(AssistantError):
    """Ray failed."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            Line(
                msgid="--engine ray failed (%(detail)s): the same command goes on from there, also without --engine.",
                slots=(("detail", detail),),
            )
        )


class WorkerLostError(AssistantError):
    """A process of a batch died, usually for want of memory."""

    def __init__(self, workers: int) -> None:
        super().__init__(
            Line(
                msgid="One of %(workers)s worker processes died (out of memory?): the same command goes on from there, "
                "with fewer --workers if need be.",
                slots=(("workers", workers),),
            )
        )
