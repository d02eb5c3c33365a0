"""How often somebody may try: guessing stays slow, and nobody locks the staff out by it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from assistant.archive.archive import utc_now
from assistant.desk.tries import MOST_BY_ADDRESS, MOST_BY_PAIR
from tests.desk.visitor import PASSWORD, csrf

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from assistant.archive import Archive

OFFICE, HOME, THIEF = "198.51.100.1", "198.51.100.77", "203.0.113.9"
WRONG = "wrong password here"


@pytest.fixture
def tried(
    archive: Archive, open_desk: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Sign in through a proxy as from an address, and return the status."""
    monkeypatch.setattr(archive.accounts, "_now", utc_now)  # tries are counted by the machine's clock
    client = open_desk(https=True, names=("desk.shop.example",))
    client.base_url = "https://127.0.0.1"

    token = csrf(client)

    def once(address: str, name: str = "ann", password: str = WRONG) -> int:
        nonlocal token
        data = {"name": name, "password": password, "csrf": token}
        status = client.post("/login", data=data, headers={"x-forwarded-for": address}).status_code
        if status == 303:  # a new session has a new token
            client.cookies.clear()
            token = csrf(client)
        return status

    return once


@pytest.fixture(autouse=True)
def quick(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare passwords as they are: a hash that is slow on purpose is not what a hundred tries are to show."""
    monkeypatch.setattr(archive.accounts, "_fits", lambda _hashed, password: password == PASSWORD)


def test_twenty_wrong_names_lock_out_nobody_else(tried: Callable[..., int]) -> None:
    codes = [tried(THIEF, f"nobody{one}") for one in range(MOST_BY_ADDRESS + 1)]
    assert codes == [401] * MOST_BY_ADDRESS + [429]
    assert tried(OFFICE, password=PASSWORD) == 303
    assert tried(THIEF, password=PASSWORD) == 429, "nor does a right one help from there"


def test_wrong_passwords_of_one_account_lock_out_their_own_address_alone(tried: Callable[..., int]) -> None:
    assert [tried(THIEF) for _ in range(MOST_BY_PAIR + 1)] == [401] * MOST_BY_PAIR + [429]
    assert tried(THIEF, password=PASSWORD) == 429
    assert tried(OFFICE, password=PASSWORD) == 303
    assert tried(THIEF) == 429, "that somebody signs in elsewhere gives nobody new tries"


@pytest.mark.parametrize("names", [["ann"], [f"nobody{one}" for one in range(24)]], ids=["account", "address"])
def test_of_many_tries_at_once_no_more_are_looked_at_than_one_after_another(
    names: list[str], tried: Callable[..., int], archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def slowly(_hashed: str, password: str) -> bool:
        looked.append(password)
        time.sleep(0.3)  # the others come meanwhile
        return False

    monkeypatch.setattr(archive.accounts, "_fits", slowly)
    most = MOST_BY_PAIR if len(names) == 1 else MOST_BY_ADDRESS
    with ThreadPoolExecutor(24) as pool:
        codes = list(pool.map(lambda one: tried(THIEF, names[one % len(names)]), range(24)))
    assert (sorted(codes), len(looked)) == ([401] * most + [429] * (24 - most), most)


def test_guessing_from_many_addresses_is_slow_and_leaves_known_ones_open(
    tried: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desk.tries.MOST_BY_NAME", 12)
    assert tried(OFFICE, password=PASSWORD) == 303
    codes = [tried(f"203.0.113.{one}") for one in range(12 + 8)]
    assert codes == [401] * 12 + [429] * 8
    assert tried(OFFICE, password=PASSWORD) == 303
    assert tried(HOME, password=PASSWORD) == 429, "a new address waits while the account is being guessed"
    assert tried(HOME, "lea", PASSWORD) == 303


def test_an_office_whose_members_have_signed_in_is_not_locked_by_one_of_its_machines(tried: Callable[..., int]) -> None:
    assert tried(OFFICE, password=PASSWORD) == 303
    assert {tried(OFFICE, f"nobody{one}") for one in range(MOST_BY_ADDRESS)} == {401}
    assert tried(OFFICE, "lea", PASSWORD) == 429
    assert tried(OFFICE, password=PASSWORD) == 303
    assert [tried(OFFICE) for _ in range(MOST_BY_PAIR + 1)] == [401] * MOST_BY_PAIR + [429]


@pytest.mark.parametrize(
    ("spelt", "other"),
    [
        ("1.2.3.4, 203.0.113.9", "5.6.7.8, 203.0.113.9"),  # what the sender claims, then what the proxy has seen
        ("203.0.113.9", "203.0.113.9:4711"),
        ("2001:db8:1:2::1", "[2001:db8:1:2:ffff::9]:80"),  # one line has a whole network of these
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", "unknown"),
        ("", "203.0.113.9, "),
    ],
)
def test_one_sender_is_one_address_however_it_is_spelt(tried: Callable[..., int], spelt: str, other: str) -> None:
    assert [tried(spelt) for _ in range(MOST_BY_PAIR)] == [401] * MOST_BY_PAIR
    assert tried(other) == 429


@pytest.mark.parametrize("name", [" ann", "ann ", "an\0n", "\0ann"])
def test_one_name_is_one_name_however_it_is_spelt(tried: Callable[..., int], name: str) -> None:
    assert [tried(THIEF, name) for _ in range(MOST_BY_PAIR)] == [401] * MOST_BY_PAIR
    assert tried(THIEF, name, PASSWORD) == 429


def test_what_a_sender_claims_is_not_believed_without_a_proxy(
    remote: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.accounts, "_now", utc_now)
    data = {"name": "ann", "password": WRONG}
    codes = [
        remote.post(
            "/login", data={**data, "csrf": csrf(remote)}, headers={"x-forwarded-for": f"203.0.113.{one}"}
        ).status_code
        for one in range(MOST_BY_PAIR + 1)
    ]
    assert codes == [401] * MOST_BY_PAIR + [429]


def test_a_proxy_that_does_not_say_who_asks_is_told_to(
    open_desk: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    client = open_desk(https=True)
    client.base_url = "https://127.0.0.1"
    client.post("/login", data={"name": "ann", "password": WRONG, "csrf": csrf(client)})
    assert "X-Forwarded-For" in caplog.text
    assert "ann" not in caplog.text
