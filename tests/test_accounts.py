"""Who may enter: passwords, roles, tokens, attempts, and answers given once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any, Literal

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from assistant.archive import AccountError, KeyReusedError, NotFiledError, Role, Scope
from assistant.archive.accounts import Accounts
from assistant.archive.tables import accounts, tokens
from tests.filed import NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.archive import Archive
    from tests.filed import Clock

PASSWORD, ANOTHER = "correct horse 电池", "another long password"
HERE = "127.0.0.1"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def test_who_knows_the_password_enters_and_nobody_else(archive: Archive) -> None:
    made = archive.accounts.add(" wei ", PASSWORD, Role.LEAD, by="chef")
    assert (made.name, made.role, made.disabled) == ("wei", Role.LEAD, False)
    assert archive.accounts.log_in("wei", PASSWORD, HERE) == made
    for name, password in (("wei", PASSWORD + "x"), ("wei", ""), ("li", PASSWORD), ("wei\0", "x" * 10_000), ("", "")):
        assert archive.accounts.log_in(name, password, HERE) is None


def test_passwords_and_tokens_lie_there_only_as_digests(archive: Archive) -> None:
    archive.accounts.add("wei", PASSWORD, by="chef")
    _, secret = archive.accounts.add_token("wei", "shop system", (Scope.READ,), by="chef")
    with archive._database.reading() as connection:
        rows = [repr(row) for table in (accounts, tokens) for row in connection.execute(sa.select(table))]
    assert "$argon2id$" in rows[0]
    assert PASSWORD not in "".join(rows)
    assert secret not in "".join(rows)


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("wei", PASSWORD, "already"),
        ("WEI", PASSWORD, "already"),  # the audit trail would show two people as one
        ("li", "short", "12 to 200"),
        ("", PASSWORD, "1 to 80"),
        ("a\nb", PASSWORD, "printable"),
    ],
)
def test_an_account_that_cannot_be_made_is_told(name: str, password: str, why: str, archive: Archive) -> None:
    archive.accounts.add("wei", PASSWORD, by="chef")
    with pytest.raises(AccountError, match=why):
        archive.accounts.add(name, password, by="chef")
    assert [one.name for one in archive.accounts.all()] == ["wei"]


def test_of_many_accounts_of_one_name_at_once_one_is_made(archive: Archive) -> None:
    ready, accounts = Barrier(4), Accounts(archive._database, archive.now, QUICK)

    def add(name: str) -> str:
        ready.wait()
        try:
            return accounts.add(name, PASSWORD, by="chef").name
        except AccountError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(add, ["wei", "wei", "Wei", "WEI"]))
    (made,) = (one.name for one in accounts.all())
    assert sorted("already" in one for one in told) == [False, True, True, True]
    assert made in told


def test_a_change_ends_the_sessions_that_began_before(archive: Archive) -> None:
    before = archive.accounts.add("wei", PASSWORD, by="chef")
    after = archive.accounts.change("wei", disabled=True, by="chef")
    assert after.generation > before.generation
    assert archive.accounts.log_in("wei", PASSWORD, HERE) is None
    archive.accounts.change("wei", disabled=False, password=ANOTHER, by="chef")
    assert archive.accounts.log_in("wei", PASSWORD, HERE) is None
    assert archive.accounts.log_in("wei", ANOTHER, HERE) == archive.accounts.get("wei")
    told = [deed.details for deed in archive.trail.newest()]
    assert {"account": "wei", "disabled": False, "password": "changed"} in told
    for nobody in ("li", "w\udcffei", "wei\0"):
        with pytest.raises(NotFiledError, match="'assistant desk user list' shows what is there"):
            archive.accounts.change(nobody, role=Role.ADMIN, by="chef")


class Slow(PasswordHasher):
    """Something happens while it checks a password."""

    meanwhile: Callable[[], object]

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
        fits = super().verify(hash, password)
        self.meanwhile()
        return fits


def test_a_password_that_is_changed_during_a_sign_in_stays_changed(archive: Archive) -> None:
    quick = Accounts(archive._database, archive.now, QUICK)
    quick.add("wei", PASSWORD, by="chef")
    slow = Slow(time_cost=2, memory_cost=64, parallelism=1)  # by which a password is to be hashed anew
    slow.meanwhile = lambda: quick.change("wei", password=ANOTHER, by="chef")
    Accounts(archive._database, archive.now, slow).log_in("wei", PASSWORD, HERE)
    assert quick.log_in("wei", PASSWORD, HERE) is None
    assert quick.log_in("wei", ANOTHER, HERE)


def test_signing_out_ends_the_sessions_of_its_generation_once(archive: Archive) -> None:
    account = archive.accounts.add("wei", PASSWORD, by="chef")
    archive.accounts.sign_out("wei", account.generation)
    assert archive.accounts.get("wei").generation == account.generation + 1
    for name, generation in (("wei", account.generation), ("li", account.generation), ("wei\0", 7)):
        archive.accounts.sign_out(name, generation)
    assert archive.accounts.get("wei").generation == account.generation + 1, "no old session ends a newer one"
    told = [(one.who, one.what, one.details) for one in archive.trail.newest()]
    assert told[0] == ("wei", "signed out", {"account": "wei"})
    assert [what for _, what, _ in told] == ["signed out", "account added"]


def test_failures_are_counted_by_name_and_by_address(archive: Archive, clock: Clock) -> None:
    archive.accounts.add("wei", PASSWORD, by="chef")
    count = archive.accounts.failures
    for name in ("wei", "wei", "li"):
        archive.accounts.log_in(name, "wrong", "10.0.0.9")
        clock.now += timedelta(minutes=1)
    assert (count(NOON, name="wei"), count(NOON, name="li"), count(NOON, address="10.0.0.9")) == (2, 1, 3)
    assert count(NOON + timedelta(minutes=1), name="wei") == 1
    archive.accounts.log_in("wei", PASSWORD, "10.0.0.9")
    clock.now += timedelta(minutes=1)
    assert count(NOON, name="wei", address="10.0.0.9") == 0
    assert (count(NOON, name="wei"), count(NOON, address="10.0.0.9")) == (2, 3), "others may be guessing"


def test_from_where_somebody_has_signed_in_is_remembered_for_a_while(archive: Archive, clock: Clock) -> None:
    archive.accounts.add("wei", PASSWORD, by="chef")
    archive.accounts.log_in("wei", "wrong", "10.0.0.9")
    known = archive.accounts.has_come_from
    assert not known("wei", "10.0.0.9")
    archive.accounts.log_in(" wei", PASSWORD, "10.0.0.9")
    assert (known("wei ", "10.0.0.9"), known("wei", "10.0.0.8"), known("li", "10.0.0.9")) == (True, False, False)
    clock.now += timedelta(days=31)
    assert not known("wei", "10.0.0.9")


def test_a_token_opens_until_it_or_its_account_ends(archive: Archive, clock: Clock) -> None:
    archive.accounts.add("wei", PASSWORD, by="chef")
    token, secret = archive.accounts.add_token("wei", "shop system", (Scope.READ, Scope.LINT), by="chef")
    opened = archive.accounts.verify_token(secret)
    assert opened is not None
    assert opened[1].scopes == (Scope.READ, Scope.LINT)
    assert archive.accounts.tokens()[0].used_at == clock.now
    assert archive.accounts.verify_token(secret + "x") is None
    archive.accounts.change("wei", disabled=True, by="chef")
    assert archive.accounts.verify_token(secret) is None
    assert archive.trail.newest()[0].details == {"account": "wei", "disabled": True, "tokens": [token.number]}
    archive.accounts.change("wei", disabled=False, password=ANOTHER, by="chef")
    assert archive.accounts.verify_token(secret) is None, "it has ended, it does not only sleep"
    token, secret = archive.accounts.add_token("wei", "shop system", (Scope.READ,), by="chef")
    archive.accounts.revoke_token(token.number, by="chef")
    assert archive.accounts.verify_token(secret) is None
    with pytest.raises(NotFiledError, match="'assistant desk token list' shows what is there"):
        archive.accounts.revoke_token(token.number, by="chef")


def test_of_the_same_requests_at_once_one_acts(archive: Archive) -> None:
    ready = Barrier(4)

    def claim(key: str) -> dict[str, Any] | None:
        ready.wait()
        return archive.answers.claim("wei", key, "digest")

    with ThreadPoolExecutor(4) as pool:
        for turn in range(5):
            given = list(pool.map(claim, [f"k{turn}"] * 4))
            assert (given.count(None), given.count({})) == (1, 3)


def test_the_same_request_again_gets_the_same_answer(archive: Archive, clock: Clock) -> None:
    assert archive.answers.claim("wei", "k1", "digest") is None
    assert archive.answers.claim("wei", "k1", "digest") == {}
    archive.answers.give("wei", "k1", {"case": 7})
    assert archive.answers.claim("wei", "k1", "digest") == {"case": 7}
    assert archive.answers.claim("li", "k1", "other") is None
    with pytest.raises(KeyReusedError, match="k1"):
        archive.answers.claim("wei", "k1", "other")
    assert archive.answers.claim("wei", "k2", "digest") is None
    archive.answers.release("wei", "k2")
    assert archive.answers.claim("wei", "k2", "digest") is None
    clock.now += timedelta(minutes=2)  # whoever claimed it is gone
    assert archive.answers.claim("wei", "k2", "digest") is None
    clock.now += timedelta(days=3)
    assert archive.answers.claim("wei", "k1", "other") is None
