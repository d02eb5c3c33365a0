"""The HTTP API of DESIGN section 8: the commands' JSON over POST, and its description as OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, ValidationError, WithJsonSchema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant import fields
from assistant.answers import lint_record, plan_record, read_record, remembered, reply_record
from assistant.choices import iso_day
from assistant.desk.errors import NotAllowedError, NotJsonError, NotSignedInError, UnusableFieldError
from assistant.fitting import fitting
from assistant.languages import staff_locale
from assistant.lines import Line
from assistant.records import RowError, parsed
from assistant.syntax import json_defect

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.bootstrap import Assistant
    from assistant.desk.app import Desk
    from assistant.fields import Fields

router = APIRouter(prefix="/api", tags=["answers"])
READ, LINT = "read", "lint"
# What a call may be answered with beside its result; one sentence says what is wrong.
REFUSALS = {
    "400": "The body is no JSON object, or one of its fields is missing, unknown or of another kind.",
    "401": "No valid token came along.",
    "403": "The token is not for this call.",
    "413": "The body is larger than the desk takes.",
    "422": "A value cannot be used.",
    "500": "The program failed on this.",
    "503": "The archive, in which tokens and orders are looked up, cannot be used.",
}
ABOUT_TOKENS = "A token of `assistant desk token add`; a desk that only its own machine reaches asks for none."
BEARER = HTTPBearer(scheme_name="token", description=ABOUT_TOKENS, auto_error=False)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
# What it may be is for `fields` to say, as in a batch: pydantic would take true for 1.
Id = Annotated[Any, WithJsonSchema({"anyOf": [{"type": kind} for kind in ("string", "integer", "null")]})]


class Body(BaseModel):
    """What every call may bring; an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid")

    id: Id = None
    staff_language: str | None = None
    today: str | None = None


class ReadBody(Body):
    """A message to be read."""

    text: str
    language: str | None = None


class LintBody(Body):
    """A text to be checked; `draft` is what it was before it was edited."""

    text: str
    platform: str | None = None
    language: str | None = None
    draft: str | None = None


class PlanBody(Body):
    """A reason to plan for; `order` and `history` are those of the commands, amounts as text."""

    reason: str
    order: dict[str, Any] | None = None
    history: list[dict[str, Any]] | None = None
    risks: list[str] = []
    requests: list[str] = []
    platform: str | None = None
    settings: dict[str, str] = {}


# The commands' own check decides: what would make an integer of it takes `true` for the first option.
Option = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]})]


class ReplyBody(Body):
    """A message to be answered; `settings` are those of `--set`."""

    text: str
    order: dict[str, Any] | None = None
    history: list[dict[str, Any]] | None = None
    reason: str | None = None
    platform: str | None = None
    channel: str | None = None
    tone: str | None = None
    language: str | None = None
    option: Option = None
    settings: dict[str, str] = {}


def caller(scope: str) -> Callable[[Request, Bearer], None]:
    """Return what refuses who may not call: on loopback anybody may, elsewhere who has a token."""

    def require(request: Request, bearer: Bearer) -> None:
        desk: Desk = request.app.state.desk
        if desk.setup.is_local:
            return
        known = desk.archive.accounts.verify_token(bearer.credentials.strip()) if bearer else None
        if known is None:
            raise NotSignedInError
        account, token = known
        if scope not in {str(one) for one in token.scopes}:
            slots = (("number", token.number), ("account", account.name))
            raise NotAllowedError(Line(msgid="The token %(number)s of %(account)s", slots=slots), scope)

    return require


async def body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request, amounts exact. Raises NotJsonError, UploadTooLargeError."""
    # Another site can send text/plain without asking the browser first; JSON it cannot.
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
        raise NotJsonError(Line(msgid="send it with 'Content-Type: application/json'"))
    try:
        data = parsed((await request.body()).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotJsonError(Line(msgid="byte %(byte)s is not UTF-8", slots=(("byte", error.start),))) from None
    except ValueError as error:
        raise NotJsonError(Line(msgid="it is no valid JSON (%(why)s)", slots=(("why", json_defect(error)),))) from None
    if not isinstance(data, dict):
        raise NotJsonError(Line(msgid="it is no JSON object"))
    return data


Data = Annotated[dict[str, Any], Depends(body)]
Do = "Callable[[dict[str, Any], Assistant], dict[str, Any]]"


def _described(kind: type[Body], gives: str) -> dict[str, Any]:
    """Return the OpenAPI of a call whose body is read by hand: amounts must not pass through floats."""
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": kind.model_json_schema()}}},
        "responses": {
            "200": {"description": gives, "content": {"application/json": {"schema": {"type": "object"}}}},
            **{status: {"description": about, "content": problem} for status, about in REFUSALS.items()},
        },
    }


def _answered(request: Request, data: dict[str, Any], kind: type[Body], uses: Fields, what: Any) -> Response:
    """Return what a record becomes. Raises NotJsonError, UnusableFieldError and what the record raises."""
    try:
        given = kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        slots = (("field", ".".join(map(str, first["loc"]))), ("why", fitting(first["msg"].lower())))
        raise NotJsonError(Line(msgid="the field '%(field)s': %(why)s", slots=slots)) from None
    said = given.model_dump(exclude={"settings", "staff_language", "draft"}, exclude_none=True)
    try:
        record = fields.checked(said, uses.names, uses.needs)
    except RowError as error:
        raise UnusableFieldError(error.line) from None
    record["settings"] = tuple(getattr(given, "settings", {}).items())
    record["draft"] = getattr(given, "draft", None)
    program = _program(request, given)
    if "order" in record:
        desk: Desk = request.app.state.desk
        record = remembered(record, program, desk.archive)
    return JSONResponse(what(record, program))


def _program(request: Request, given: Body) -> Assistant:
    desk: Desk = request.app.state.desk
    wanted = staff_locale(given.staff_language) if given.staff_language else desk.program.default_locale
    program = desk.program.assistant(wanted)
    return program.on_day(iso_day("today", given.today)) if given.today else program


@router.post("/read", dependencies=[Depends(caller(READ))], openapi_extra=_described(ReadBody, "`read --json`"))
def read(request: Request, data: Data) -> Response:
    """Say what a buyer's message means."""
    return _answered(request, data, ReadBody, fields.READ, read_record)


@router.post("/plan", dependencies=[Depends(caller(READ))], openapi_extra=_described(PlanBody, "`plan --json`"))
def plan(request: Request, data: Data) -> Response:
    """Recommend offers for a reason given by hand."""
    return _answered(request, data, PlanBody, fields.PLAN, plan_record)


@router.post("/reply", dependencies=[Depends(caller(READ))], openapi_extra=_described(ReplyBody, "`reply --json`"))
def reply(request: Request, data: Data) -> Response:
    """Read a message, recommend an offer and write the reply."""
    return _answered(request, data, ReplyBody, fields.REPLY, reply_record)


@router.post("/lint", dependencies=[Depends(caller(LINT))], openapi_extra=_described(LintBody, "`lint --json`"))
def lint(request: Request, data: Data) -> Response:
    """Find what a text must not say to a buyer."""
    return _answered(request, data, LintBody, fields.LINT, lint_record)
