"""Sends what waits in the outbox, again and again until it is taken or given up; several desks share the work."""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.archive import Stage
from assistant.archive.archive import utc_now
from assistant.errors import DatabaseError
from assistant.webhooks import signing
from assistant.webhooks.sending import send

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.archive import Archive, Claimed
    from assistant.webhooks.sending import Answer

TRIES = 10
FIRST_WAIT, FACTOR, LONGEST_WAIT = timedelta(seconds=30), 3.0, timedelta(hours=8)
SPREAD = 0.2  # so that what failed together is not tried again together
# Whoever gives no answer is left alone for a while, lest it keep a thread busy with one time-out after the other.
REST = timedelta(minutes=1)
# Longer than the slowest try: look-up, three connections, the answer. Who is killed is replaced after it.
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
TIDY_EVERY = timedelta(hours=1)
THREADS = 4  # a receiver that does not answer holds one of them
POLL_SECONDS = 1.0
PATIENCE = 5.0  # seconds for what is being sent when the desk is closed

log = logging.getLogger(__name__)


class Worker:
    """Sends what is due: once with `send_due`, or beside the desk from `start` to `stop`."""

    def __init__(self, archive: Archive, now: Callable[[], datetime] = utc_now) -> None:
        self._archive, self._now = archive, now
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._tidied: datetime | None = None
        self._is_gone = False

    def start(self) -> None:
        """Send in the background."""
        for number in range(THREADS):
            thread = threading.Thread(target=self._run, name=f"webhooks-{number}", args=(number == 0,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Begin nothing more; what is still being sent after some seconds is sent again by the next desk."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def send_due(self) -> list[Answer]:
        """Send everything that is due now, and return what was answered; what ended long ago is forgotten."""
        answers = []
        while answer := self.send_one():
            answers.append(answer)
        self._tidy()
        return answers

    def send_one(self) -> Answer | None:
        """Send what has been due longest; None where nothing is."""
        claimed = self._archive.outbox.claim(LEASE)
        if claimed is None:
            return None
        data = signing.encode(claimed.body)
        answer = send(claimed.webhook, data, signing.headers(claimed.secret, claimed.body, data, self._now()))
        self._settle(claimed, answer)
        return answer

    def _settle(self, claimed: Claimed, answer: Answer) -> None:
        outbox, delivery = self._archive.outbox, claimed.delivery
        if answer.is_taken:
            outbox.settle(claimed, Stage.DELIVERED, status=answer.status)
        elif answer.is_gone:
            outbox.switch_off(claimed, answer.status or 0)
            log.warning("Webhook %s is switched off: its receiver answered 410.", claimed.webhook.number)
        else:
            tries = delivery.tries + 1
            due = None if tries >= TRIES else self._now() + wait(delivery.delivery, tries)
            stage = Stage.WAITING if due else Stage.GIVEN_UP
            rest = REST if answer.status is None else timedelta(0)
            outbox.settle(claimed, stage, status=answer.status, failure=str(answer), due=due, rest=rest)
            if due is None:
                log.warning("Webhook %s: delivery %s is given up (%s).", delivery.webhook, delivery.number, answer)

    def _run(self, tidies: bool) -> None:  # noqa: FBT001 - a thread's argument
        while not self._stopping.is_set():
            try:
                busy = self.send_one() is not None
                if tidies:
                    self._tidy()
            except DatabaseError as error:
                busy = False
                if not self._is_gone:
                    log.warning("Webhooks wait: %s", error)
                self._is_gone = True
            else:
                self._is_gone = False
            if not busy:
                self._stopping.wait(POLL_SECONDS)

    def _tidy(self) -> None:
        now = self._now()
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            self._archive.outbox.forget(KEPT)


def wait(delivery: str, tries: int) -> timedelta:
    """Return how long a delivery waits after so many tries: ten of them take about a day."""
    share = int.from_bytes(hashlib.sha256(f"{delivery} {tries}".encode()).digest()[:4]) / 2**32
    return min(FIRST_WAIT * FACTOR ** (tries - 1), LONGEST_WAIT) * (1 + SPREAD * (2 * share - 1))
