"""Who works here: on loopback whoever sits at the machine, elsewhere who has signed in; and what each may do."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from assistant.archive import NotFiledError
from assistant.desk.errors import ForgedFormError, NotAllowedError, NotSignedInError

ROLES = ("agent", "lead", "admin")
LOCAL = "desk"
CSRF, USER, GENERATION = "csrf", "user", "generation"


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the staff."""

    name: str
    role: str
    is_local: bool = False

    @property
    def approves(self) -> bool:
        """Whether amounts that need approval are for this one to allow."""
        return self.at_least("lead")

    def at_least(self, role: str) -> bool:
        """Whether the role is this one or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def require(self, role: str) -> None:
        """Refuse a lower role. Raises NotAllowedError."""
        if not self.at_least(role):
            raise NotAllowedError(self.name, role)


OWNER = Staff(LOCAL, "admin", is_local=True)


def csrf_of(request: Request) -> str:
    """Return the session's token, which every form of ours carries."""
    token = request.session.get(CSRF)
    if not isinstance(token, str):
        token = request.session[CSRF] = secrets.token_urlsafe(24)
    return token


async def require_our_form(request: Request) -> None:
    """Refuse a form that another site has sent. Raises ForgedFormError."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForgedFormError
    sent = request.headers.get("x-csrf-token")
    if sent is None:
        sent = str((await request.form()).get("csrf", ""))
    known = request.session.get(CSRF)
    if not isinstance(known, str) or not hmac.compare_digest(sent.encode(), known.encode()):
        raise ForgedFormError


async def signed_in(request: Request) -> Staff:
    """Return who sends a request; whom the archive must be asked for is asked for beside the loop.

    Raises NotSignedInError.
    """
    return OWNER if request.app.state.desk.setup.is_local else await run_in_threadpool(staff_of, request)


def staff_of(request: Request) -> Staff:
    """Return who sends a request. Raises NotSignedInError."""
    desk = request.app.state.desk
    if desk.setup.is_local:
        return OWNER
    try:
        account = desk.archive.accounts.get(str(request.session.get(USER, "")))
    except NotFiledError:
        raise NotSignedInError from None
    # Every change of an account, its password's or its role's too, and signing out end the sessions from before.
    if account.disabled or account.generation != request.session.get(GENERATION):
        raise NotSignedInError
    return Staff(account.name, str(account.role))
