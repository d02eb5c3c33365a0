"""Who may work at the desk: accounts with passwords, tokens for programs, and what was tried in vain."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.archive import trail
from assistant.archive.columns import storable
from assistant.archive.errors import AccountError, NotFiledError
from assistant.archive.nouns import Account, Role, Token
from assistant.archive.rows import known_number
from assistant.archive.tables import accounts, logins, tokens
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.archive.nouns import Scope
    from assistant.database import Database

ACCOUNTS, TOKENS = "assistant desk user list", "assistant desk token list"  # commands that show what is there
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_NAME = 80
TOKEN_BYTES = 32
# How exactly a token's last use is known: a write a request would be one too many.
USE_NOTED_EVERY = timedelta(minutes=1)
LOGINS_KEPT = timedelta(days=30)


class Accounts:
    """Accounts by name, tokens by number."""

    def __init__(self, database: Database, now: Callable[[], datetime], hasher: PasswordHasher | None = None) -> None:
        self._database, self._now = database, now
        self._hasher = hasher or PasswordHasher()
        # An unknown name takes as long as a wrong password, so that the time says nothing about who is here.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, name: str, password: str, role: Role = Role.AGENT, *, by: str) -> Account:
        """Make an account. Raises AccountError."""
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            why = Line(msgid="a name is 1 to %(most)s printable characters", slots=(("most", LONGEST_NAME),))
            raise AccountError(name[:LONGEST_NAME], why)
        values = {"name": name, "password": self._hashed(name, password), "role": str(role)}
        with self._database.writing() as connection:
            trail.lock(connection)  # nobody adds the same name meanwhile
            if name.casefold() in map(str.casefold, connection.scalars(sa.select(accounts.c.name))):
                raise AccountError(name, Line(msgid="there is one of this name already"))
            now = self._now()
            connection.execute(accounts.insert(), {**values, "disabled": False, "generation": 1, "created_at": now})
            trail.append(connection, now, by, "account added", account=name, role=str(role))
            return _account(_found(connection, name))

    def change(
        self,
        name: str,
        *,
        by: str,
        password: str | None = None,
        role: Role | None = None,
        disabled: bool | None = None,
    ) -> Account:
        """Change an account; its sessions end, its tokens too if it is disabled. Raises AccountError, NotFiledError."""
        name, values = storable(name), dict[str, Any]()
        if password is not None:
            values["password"] = self._hashed(name, password)
        if role is not None:
            values["role"] = str(role)
        if disabled is not None:
            values["disabled"] = disabled
        with self._database.writing() as connection:
            query = accounts.update().where(accounts.c.name == name)
            if not connection.execute(query.values(**values, generation=accounts.c.generation + 1)).rowcount:
                raise NotFiledError(Line(msgid="account %(name)s", slots=(("name", name),)), ACCOUNTS)
            told: dict[str, Any] = {key: "changed" if key == "password" else value for key, value in values.items()}
            now = self._now()
            # A token that only slept would open the desk again with its account, whoever holds it by then.
            ended = _end_tokens(connection, name, now) if disabled else []
            told |= {"tokens": ended} if ended else {}
            trail.append(connection, now, by, "account changed", account=name, **told)
            return _account(_found(connection, name))

    def sign_out(self, name: str, generation: int) -> None:
        """End all sessions of an account, if they are of this generation; of an ended session nothing is left to end.

        A session lies in its browser alone, so that a copy of it would go on where only that browser forgot it.
        """
        with self._database.writing() as connection:
            where = (accounts.c.name == storable(name), accounts.c.generation == generation)
            if connection.execute(accounts.update().where(*where), {"generation": generation + 1}).rowcount:
                trail.append(connection, self._now(), name, "signed out", account=name)

    def all(self) -> tuple[Account, ...]:
        """Return the accounts by name."""
        with self._database.reading() as connection:
            return tuple(_account(row) for row in connection.execute(sa.select(accounts).order_by(accounts.c.name)))

    def get(self, name: str) -> Account:
        """Return an account. Raises NotFiledError."""
        with self._database.reading() as connection:
            if row := _found(connection, name):
                return _account(row)
        raise NotFiledError(Line(msgid="account %(name)s", slots=(("name", name),)), ACCOUNTS)

    def log_in(
        self, name: str, password: str, address: str, require: Callable[[], None] = lambda: None
    ) -> Account | None:
        """Return the account that name and password open; None for any other. Either way it is noted.

        `require` may ask for what was noted before and raise; then nothing is noted and no password looked at. A try
        counts as one in vain until its password was seen to fit: of many at once no more pass than one after another.
        """
        name = _named(name)
        with self._database.together(), self._database.writing() as connection:
            trail.lock(connection)
            require()
            now = self._now()
            connection.execute(logins.delete().where(logins.c.at < now - LOGINS_KEPT))
            values = {"at": now, "name": name, "address": storable(address), "succeeded": False}
            tried = connection.execute(logins.insert().returning(logins.c.id), values).scalar_one()
            row = _found(connection, name)
        fits = self._fits(row.password if row else self._nobody, password[:LONGEST_PASSWORD])
        if not row or not fits or row.disabled:
            return None
        with self._database.writing() as connection:
            connection.execute(logins.update().where(logins.c.id == tried), {"succeeded": True})
            if self._hasher.check_needs_rehash(row.password):
                better = {"password": self._hasher.hash(password[:LONGEST_PASSWORD])}
                same = accounts.c.password == row.password  # it may have been changed while it was looked at
                connection.execute(accounts.update().where(accounts.c.name == name, same), better)
        return _account(row)

    def failures(self, since: datetime, *, name: str | None = None, address: str | None = None) -> int:
        """Return how often somebody was refused since a moment, under a name, from an address, or both.

        A success begins the count anew where both are given, and nowhere else: whoever has one account might try
        others from there, and whoever guesses elsewhere gets no new tries because the owner has signed in.
        """
        where = [logins.c.name == _named(name)] if name is not None else []
        where += [logins.c.address == storable(address)] if address is not None else []
        with self._database.reading() as connection:
            if name is not None and address is not None:
                success = sa.select(sa.func.max(logins.c.at)).where(logins.c.succeeded, *where)
                last: datetime | None = connection.execute(success).scalar()
                since = max(since, last) if last else since
            query = sa.select(sa.func.count()).where(~logins.c.succeeded, logins.c.at >= since, *where)
            return connection.execute(query).scalar_one()

    def has_come_from(self, name: str, address: str) -> bool:
        """Whether somebody has signed in under a name from an address, not long ago."""
        where = (logins.c.name == _named(name), logins.c.address == storable(address))
        query = sa.select(logins.c.id).where(logins.c.succeeded, logins.c.at >= self._now() - LOGINS_KEPT, *where)
        with self._database.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def add_token(self, account: str, name: str, scopes: tuple[Scope, ...], *, by: str) -> tuple[Token, str]:
        """Make a token; the text beside it is shown this once and never again. Raises NotFiledError."""
        account, secret = storable(account), secrets.token_urlsafe(TOKEN_BYTES)
        now = self._now()
        with self._database.writing() as connection:
            if not _found(connection, account):
                raise NotFiledError(Line(msgid="account %(name)s", slots=(("name", account),)), ACCOUNTS)
            values = {"account": account, "name": storable(name), "digest": _digest(secret), "created_at": now}
            query = tokens.insert().returning(tokens)
            row = connection.execute(query, {**values, "scopes": [str(scope) for scope in scopes]}).one()
            trail.append(connection, now, by, "token added", token=row.id, account=account, scopes=row.scopes)
        return _token(row), secret

    def verify_token(self, secret: str) -> tuple[Account, Token] | None:
        """Return whose token it is, if it holds and its account does."""
        query = sa.select(tokens).where(tokens.c.digest == _digest(secret), tokens.c.revoked_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
            owner = row and _found(connection, row.account)
        if not row or not owner or owner.disabled:
            return None
        now = self._now()
        if row.used_at is None or now - row.used_at >= USE_NOTED_EVERY:
            with self._database.writing() as connection:
                connection.execute(tokens.update().where(tokens.c.id == row.id), {"used_at": now})
        return _account(owner), _token(row)

    def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, the revoked ones too."""
        with self._database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(sa.select(tokens).order_by(tokens.c.id)))

    def revoke_token(self, number: int, *, by: str) -> None:
        """End a token. Raises NotFiledError."""
        now = self._now()
        with self._database.writing() as connection:
            query = tokens.update().where(tokens.c.id == known_number(number), tokens.c.revoked_at.is_(None))
            if not connection.execute(query, {"revoked_at": now}).rowcount:
                raise NotFiledError(Line(msgid="token %(number)s", slots=(("number", number),)), TOKENS)
            trail.append(connection, now, by, "token revoked", token=number)

    def _hashed(self, name: str, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            slots = (("least", SHORTEST_PASSWORD), ("most", LONGEST_PASSWORD))
            raise AccountError(name, Line(msgid="a password has %(least)s to %(most)s characters", slots=slots))
        return self._hasher.hash(password)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _named(name: str) -> str:
    """Return a name as it is compared and counted, however it was typed."""
    named: str = storable(name.strip()[:LONGEST_NAME])
    return named


def _found(connection: Connection, name: str) -> Any:
    return connection.execute(sa.select(accounts).where(accounts.c.name == storable(name))).first()


def _end_tokens(connection: Connection, account: str, at: datetime) -> list[int]:
    """End what tokens an account has; return their numbers."""
    query = tokens.update().where(tokens.c.account == account, tokens.c.revoked_at.is_(None))
    return sorted(connection.scalars(query.values(revoked_at=at).returning(tokens.c.id)))


def _account(row: Any) -> Account:
    return Account(**{name: getattr(row, name) for name in Account.model_fields})


def _token(row: Any) -> Token:
    return Token(number=row.id, **{name: getattr(row, name) for name in Token.model_fields if name != "number"})


def _digest(secret: str) -> str:
    # A random token has nothing to guess, so a plain digest is enough, and one look finds it.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
