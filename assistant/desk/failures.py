"""How a failure is answered: a page for people, problem+json for programs; the status stands in one table."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from assistant.archive import (
    AboveLeftError,
    AccountError,
    ArchiveError,
    ConflictError,
    KeyBusyError,
    KeyReusedError,
    NotFiledError,
    OtherCurrencyError,
    RefusedFileError,
)
from assistant.desk import errors
from assistant.desk.pages import render
from assistant.desk.sentences import on_the_page
from assistant.errors import AssistantError, DatabaseError, DataError, InputError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

# The first class that fits counts.
STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (errors.NotSignedInError, HTTPStatus.UNAUTHORIZED),
    (errors.WrongPasswordError, HTTPStatus.UNAUTHORIZED),
    (errors.NotAllowedError, HTTPStatus.FORBIDDEN),
    (errors.ForgedFormError, HTTPStatus.FORBIDDEN),
    (errors.TooManyTriesError, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.NotSendableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.AnotherDraftError, HTTPStatus.CONFLICT),
    (errors.WhichOfferError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.UploadTooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.UploadKindError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.UnreadableTableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.NotJsonError, HTTPStatus.BAD_REQUEST),
    (errors.UnusableFieldError, HTTPStatus.BAD_REQUEST),
    (errors.NoSuchPageError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (KeyReusedError, HTTPStatus.CONFLICT),
    (KeyBusyError, HTTPStatus.CONFLICT),
    (NotFiledError, HTTPStatus.NOT_FOUND),
    (RefusedFileError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (OtherCurrencyError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AboveLeftError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AccountError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ArchiveError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DataError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AssistantError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
OURS = Line(msgid="The program failed on this: nothing was filed; please report what you did.")


def status_of(error: Exception) -> HTTPStatus:
    """Return the HTTP status of a failure."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def headers_of(error: Exception | None) -> dict[str, str]:
    """Return the headers that go with a failure."""
    if isinstance(error, errors.TooManyTriesError):
        return {"retry-after": str(error.minutes * 60)}
    return {"www-authenticate": "Bearer"} if isinstance(error, errors.NotSignedInError) else {}


def wants_json(request: Request) -> bool:
    """Whether a program asks, or our own script."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def problem(request: Request, error: Exception) -> Response:
    """Return the answer to a failure of ours."""
    status = status_of(error)
    if isinstance(error, errors.NotSignedInError) and not wants_json(request):
        return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    return answer(request, status, error.line if isinstance(error, AssistantError) else OURS, error)


def answer(
    request: Request,
    status: HTTPStatus,
    line: Line,
    error: Exception | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    """Return a sentence as a page in the staff's language, or in English as problem+json; `more` are headers."""
    headers = {**headers_of(error), **(more or {})}
    if request.url.path.startswith("/api/"):
        # Where the database lies is for whoever runs the desk; who asks may not even be signed in.
        detail = str(on_the_page(line) if isinstance(error, DatabaseError) else line)
        body: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
        if isinstance(error, DataError):
            body["problems"] = [problem.record for problem in error.problems]
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    desk = request.app.state.desk
    locale = desk.locale(request)
    frame = desk.frame(request)
    said = frame["told"](line)
    if wants_json(request):
        conflict = error.case.version if isinstance(error, ConflictError) else None
        why = [frame["told"](one) for one in error.why] if isinstance(error, errors.NotSendableError) else [said]
        another = isinstance(error, errors.AnotherDraftError)
        return JSONResponse({"ok": False, "why": why, "conflict": conflict, "another": another}, status, headers)
    deeds = error.deeds if isinstance(error, ConflictError) else ()
    page = render("error.j2", locale, **frame, status=int(status), sentence=said, deeds=deeds)
    return HTMLResponse(page, status, headers)


def _refusal(request: Request, status: HTTPStatus, allowed: str) -> Line:
    """Return what is said of an address that is none, or is used in another way than it is meant."""
    path = request.url.path
    if not path.startswith("/api/"):
        if status is HTTPStatus.NOT_FOUND:
            return errors.NoSuchPageError(path).line
        return Line(msgid="%(what)s: go to the first page.", slots=(("what", status.phrase),))
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        slots = (("path", path), ("method", request.method), ("allowed", allowed))
        return Line(msgid="%(path)s does not take %(method)s: use %(allowed)s.", slots=slots)
    return Line(msgid="There is no call %(path)s: /api/openapi.json lists them.", slots=(("path", path[:80]),))


def install(app: FastAPI) -> None:
    """Answer every failure in one place, in a thread: a page waits for its turn, and the loop must not wait with it."""

    async def failed(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(problem, request, error)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
        status = HTTPStatus(error.status_code)
        said = _refusal(request, status, (error.headers or {}).get("Allow", ""))
        return await run_in_threadpool(answer, request, status, said, None, error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - the same
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        slots = (("field", field), ("why", str(first["msg"])))
        said = Line(msgid="The field '%(field)s' cannot be used: %(why)s.", slots=slots)
        return await run_in_threadpool(answer, request, HTTPStatus.UNPROCESSABLE_ENTITY, said)

    for kind in (AssistantError, Exception):
        app.add_exception_handler(kind, failed)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
