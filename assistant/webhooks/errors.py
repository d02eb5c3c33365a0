"""The failures of webhooks; each is one sentence that names the value and the next step.

WebhookAddressError         an address to which nothing is sent (an InputError)
WebhookTestError            a receiver that did not take the test
"""

from __future__ import annotations

from assistant.errors import AssistantError, InputError


class WebhookAddressError(InputError):
    """An address to which nothing is sent; it may hold a password, so it is not shown."""

    def __init__(self, detail: str, step: str) -> None:
        super().__init__(f"The webhook's address {detail}: {step}.")


class WebhookTestError(AssistantError):
    """A receiver that did not take the test."""

    def __init__(self, number: int, answer: str) -> None:
        super().__init__(f"Webhook {number} did not take the test ({answer}): look at the receiver, then repeat it.")
        self.number = number
