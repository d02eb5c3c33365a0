"""The root of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.lines import Line


class AssistantError(Exception):
    """Any failure of ours: one sentence that names the value and the next step.

    `line` is the sentence for the staff, still to be worded in their language; the text of the exception is English.
    """

    def __init__(self, line: Line) -> None:
        super().__init__(str(line))
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        """Let it travel between processes: the constructors take other arguments than the sentence."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[AssistantError], args: tuple[object, ...], state: dict[str, object]) -> AssistantError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class InputError(AssistantError):
    """The caller's text or option cannot be used."""
