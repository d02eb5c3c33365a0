"""The failures of webhooks; each is one sentence that names the value and the next step.

WebhookAddressError         an address to which nothing is sent (an InputError)
WebhookTestError            a receiver that did not take the test
"""

from __future__ import annotations

from assistant.errors import AssistantError, InputError
from assistant.lines import Line


class WebhookAddressError(InputError):
    """An address to which nothing is sent; it may hold a password, so it is not shown."""

    def __init__(self, detail: Line, step: Line) -> None:
        super().__init__(
            Line(msgid="The webhook's address %(detail)s: %(step)s.", slots=(("detail", detail), ("step", step)))
        )


class WebhookTestError(AssistantError):
    """A receiver that did not take the test."""

    def __init__(self, number: int, answer: Line | str) -> None:
        super().__init__(
            Line(
                msgid="Webhook %(number)s did not take the test (%(answer)s): look at the receiver, then repeat it.",
                slots=(("number", number), ("answer", answer)),
            )
        )
        self.number = number
