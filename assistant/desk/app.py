"""Makes the desk: the archive, the program, and the pages behind their guards."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response

from assistant import __version__
from assistant.desk import api, bulk, case_page, desk_page, entry, failures, numbers_page, worklist_page
from assistant.desk.care_shelf import CareShelf
from assistant.desk.errors import NeedsAccountError, NoSuchPageError
from assistant.desk.guards import A_YEAR, Guard
from assistant.desk.held import Held
from assistant.desk.pages import prepare, static_files
from assistant.desk.phrases import Phrases
from assistant.desk.program import Program
from assistant.desk.showing import in_words
from assistant.desk.staff import csrf_of, staff_of
from assistant.errors import AssistantError
from assistant.languages import STAFF_LOCALES
from assistant.webhooks.worker import Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from assistant.archive import Archive
    from assistant.desk.setup import Setup

# So many requests may wait for the archive or for their turn to compute (turns.py) at a time.
THREADS = 16
SESSION_SECONDS = 14 * 60 * 60
COOKIE = "desk"
STAFF_LANGUAGE = "staff_language"


class Desk:
    """What every page needs: set-up, program, archive, phrases, what is held of buyers, and what runs beside it."""

    def __init__(self, setup: Setup, archive: Archive, program: Program) -> None:
        self.setup, self.archive, self.program = setup, archive, program
        self.phrases = Phrases(setup.phrases)
        self.held = Held(archive)
        self.care = CareShelf()
        self.webhooks = Worker(archive)

    @property
    def keep_days(self) -> int:
        """How long what names buyers is kept."""
        return self.program.wording(self.program.default_locale).shop.archive.keep_days

    def locale(self, request: Request) -> str:
        """Return the language in which a request's sender reads."""
        chosen = request.session.get(STAFF_LANGUAGE) if "session" in request.scope else None
        return chosen if chosen in STAFF_LOCALES else self.program.default_locale

    def frame(self, request: Request) -> dict[str, Any]:
        """Return what the frame of every page shows."""
        try:
            staff = staff_of(request)
        except AssistantError:
            staff = None
        return {
            **in_words(self.program.wording(self.locale(request)).word, self.program.now),
            "csrf": csrf_of(request),
            "staff": staff,
            "zone": self.program.zone,
            "path": request.url.path,
            "locales": STAFF_LOCALES,
            "shop": self.program.wording(self.program.default_locale).shop.shop.name,
        }


def make_app(setup: Setup, archive: Archive, secret: str, program: Program | None = None) -> ASGIApp:
    """Return the desk as an ASGI program; `secret` signs the sessions, `program` is made from the set-up where none is.

    Raises NeedsAccountError where others can reach it and nobody could sign in.
    """
    if setup.opened_by and all(account.disabled for account in archive.accounts.all()):
        raise NeedsAccountError(setup.opened_by)
    desk = Desk(setup, archive, program or Program(setup))

    app = _described(desk)
    app.state.desk = desk
    app.add_middleware(
        SessionMiddleware,
        secret_key=secret,
        session_cookie=COOKIE,
        max_age=SESSION_SECONDS,
        same_site="strict",
        https_only=setup.is_https,
    )
    failures.install(app)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    for part in (entry, desk_page, worklist_page, case_page, numbers_page, bulk):
        app.include_router(part.router, include_in_schema=False)
    app.include_router(api.router)
    return Guard(app, setup)


def _described(desk: Desk) -> FastAPI:
    """Return the program as OpenAPI knows it, with what happens when it is opened and closed."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's signature
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        prepare(STAFF_LOCALES)
        desk.care.purge(desk.keep_days, desk.archive.now())
        desk.program.warm_in_background()
        desk.webhooks.start()
        yield
        desk.program.stop_warming()
        desk.held.stop()
        desk.webhooks.stop()
        desk.archive.close()

    return FastAPI(
        title="customer-message-assistant",
        version=__version__,
        summary="Reads a buyer's message, recommends the offer, writes the reply in the buyer's language.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # both would load their script from elsewhere
        redoc_url=None,
        lifespan=life,
    )


def _static(name: str) -> Response:
    if name not in static_files():
        raise NoSuchPageError(f"/static/{name}")
    content, media_type, _ = static_files()[name]
    return Response(content, media_type=media_type, headers={"cache-control": f"public, {A_YEAR}, immutable"})
