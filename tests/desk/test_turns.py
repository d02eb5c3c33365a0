"""Who came first computes first."""

from __future__ import annotations

import threading
import time

from assistant.desk.turns import Turns

PATIENCE = 30


def test_turns_are_given_in_the_order_of_arrival() -> None:
    turns, order = Turns(1), []
    turns.take()

    def wait_for_a_turn(name: int) -> None:
        turns.take()
        order.append(name)
        turns.give()

    threads = []
    for name in range(5):
        threads.append(threading.Thread(target=wait_for_a_turn, args=(name,), daemon=True))
        threads[-1].start()
        end = time.monotonic() + PATIENCE
        while turns.waiting <= name and time.monotonic() < end:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join(PATIENCE)
    assert order == [0, 1, 2, 3, 4]


def test_as_many_turns_as_there_are() -> None:
    turns = Turns(2)
    turns.take()
    turns.take()
    last = threading.Thread(target=turns.take, daemon=True)
    last.start()
    last.join(0.1)
    assert last.is_alive()
    turns.give()
    last.join(PATIENCE)
    assert not last.is_alive()
