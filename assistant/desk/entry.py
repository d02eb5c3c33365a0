"""Signing in and out, and the language in which the staff read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.desk.errors import TooManyTriesError, WrongPasswordError
from assistant.desk.failures import headers_of, status_of
from assistant.desk.pages import render
from assistant.desk.staff import GENERATION, USER, require_our_form
from assistant.desk.tries import address_of, require_patience
from assistant.languages import STAFF_LOCALES

if TYPE_CHECKING:
    from assistant.archive.nouns import Account
    from assistant.desk.app import Desk

router = APIRouter()
SEE_OTHER = 303


@router.get("/login")
def login_page(request: Request) -> Response:
    """Return the form; on loopback nobody signs in."""
    desk: Desk = request.app.state.desk
    if desk.setup.is_local:
        return RedirectResponse("/", SEE_OTHER)
    return HTMLResponse(render("login.j2", desk.locale(request), **desk.frame(request), failure=None, name=""))


@router.post("/login", dependencies=[Depends(require_our_form)])
def login(request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """Let somebody in, or say why not."""
    desk: Desk = request.app.state.desk
    address = address_of(request, desk.setup)
    try:
        account = _let_in(desk, name, password, address)
    except (WrongPasswordError, TooManyTriesError) as error:
        frame = desk.frame(request)
        failure = frame["told"](error)
        page = render("login.j2", desk.locale(request), **frame, failure=failure, name=name)
        return HTMLResponse(page, status_of(error), headers_of(error))
    # A new session for whoever signs in: one that was planted before is worth nothing.
    language = request.session.get("staff_language")
    request.session.clear()
    request.session.update({USER: account.name, GENERATION: account.generation})
    if language:
        request.session["staff_language"] = language
    return RedirectResponse("/", SEE_OTHER)


@router.post("/logout", dependencies=[Depends(require_our_form)])
def logout(request: Request) -> Response:
    """End the session, and with it the account's sessions in other browsers: a copy of its cookie is worth nothing."""
    desk: Desk = request.app.state.desk
    name, generation = request.session.get(USER), request.session.get(GENERATION)
    if isinstance(name, str) and isinstance(generation, int):
        desk.archive.accounts.sign_out(name, generation)
    request.session.clear()
    return RedirectResponse("/login", SEE_OTHER)


@router.post("/staff-language", dependencies=[Depends(require_our_form)])
def choose_language(request: Request, staff: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Show all pages in another language."""
    if staff in STAFF_LOCALES:
        request.session["staff_language"] = staff
    return RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/", SEE_OTHER)


def _let_in(desk: Desk, name: str, password: str, address: str) -> Account:
    """Return the account. Raises TooManyTriesError, WrongPasswordError."""
    accounts = desk.archive.accounts
    account = accounts.log_in(name, password, address, lambda: require_patience(accounts, name, address))
    if account is None:
        raise WrongPasswordError
    return account
