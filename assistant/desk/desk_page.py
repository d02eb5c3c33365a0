"""The page of the main job: paste a message, understand it, choose an offer, copy a lawful reply, and it is filed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant import resources
from assistant.archive import Kind
from assistant.desk.errors import AnotherDraftError
from assistant.desk.filing import ask_approval, file_reply, once
from assistant.desk.forms import Form, Signed, opened_form
from assistant.desk.inputs import Inputs, read_inputs
from assistant.desk.pages import render
from assistant.desk.resuming import resumed
from assistant.desk.sending import Sent, is_approved, may_go, obstacles, sent_in
from assistant.desk.staff import signed_in
from assistant.desk.turns import turn
from assistant.desk.work import Work, work_on
from assistant.errors import DataError
from assistant.languages import STAFF_LOCALES
from assistant.writing.lint.approval import RULE as NEEDS_APPROVAL

if TYPE_CHECKING:
    from assistant.archive import Case
    from assistant.bootstrap import Assistant
    from assistant.desk.app import Desk
    from assistant.desk.staff import Staff

router = APIRouter()
PARTS = "desk_parts.j2"
ALL_PARTS = ("said", "facts", "draft", "findings", "plan")


@router.get("/")
def first_page(request: Request, staff: Signed, case: int | None = None) -> Response:
    """Return the desk, empty or with a case to answer."""
    inputs = _of_case(request, case) if case is not None else Inputs()
    return _page(request, staff, inputs, "desk.j2")


@router.post("/")
def same_page(request: Request, staff: Signed, form: Form) -> Response:
    """Return the whole desk with what was put in: for another staff language, and where no script runs."""
    if form.get("staff") in STAFF_LOCALES:
        request.session["staff_language"] = form["staff"]
    return _page(request, staff, form, "desk.j2")


async def draft(request: Request) -> Response:
    """Return the parts of the desk that follow from what was put in.

    It is asked for after every pause in typing, and to have its arguments found would take a tenth of the answer.
    """
    staff = await signed_in(request)
    async with opened_form(request) as form:
        return await run_in_threadpool(_page, request, staff, form, PARTS)


router.add_route("/draft", draft, methods=["POST"])


@router.post("/file")
def copy(request: Request, staff: Signed, form: Form) -> Response:
    """File the reply and return what to copy. Raises AnotherDraftError, NotSendableError, ConflictError."""
    return _done(request, staff, form, asks=False)


@router.post("/ask")
def ask(request: Request, staff: Signed, form: Form) -> Response:
    """File the draft for approval. Raises AnotherDraftError, NotSendableError, ConflictError."""
    return _done(request, staff, form, asks=True)


@router.post("/phrase")
def phrase(request: Request, staff: Signed, form: Form) -> Response:
    """Return one of the shop's phrases, filled for the order. Raises what the phrase and the order raise."""
    del staff
    desk: Desk = request.app.state.desk
    assistant = desk.program.assistant(desk.locale(request))
    inputs = _inputs(form, request)
    locale = str(form.get("locale", ""))
    order = assistant.parse_order(dict(inputs.order), (), "order")
    wanted = assistant.request(order, locale=locale, settings=tuple(inputs.slots.items()))
    text, _ = assistant.phrase(desk.phrases.phrase(str(form.get("name", "")), locale), wanted)
    return JSONResponse({"ok": True, "text": text})


def _done(request: Request, staff: Staff, form: FormData, *, asks: bool) -> Response:
    desk: Desk = request.app.state.desk
    assistant = desk.program.assistant(desk.locale(request))
    work, sent = _work(desk, _inputs(form, request), assistant)

    def act() -> dict[str, Any]:  # what was done already is answered again, whatever the plan has become by it
        if work.is_another:
            raise AnotherDraftError
        deed = ask_approval if asks else file_reply
        case = deed(work, sent, staff, assistant, desk.archive)
        subject = work.subject.text if work.subject else ""
        return {"ok": True, "case": case.number, "version": case.version, "body": work.body, "subject": subject}

    key = str(form.get("key", ""))[:100]
    return JSONResponse(once(f"{'ask' if asks else 'file'}:{key}" if key else "", act, work, staff, desk.archive))


def _inputs(form: FormData, request: Request) -> Inputs:
    desk: Desk = request.app.state.desk
    held = tuple(str(value) for value in form.getlist("held"))
    read_row = partial(desk.program.pasted_row, staff_locale=desk.locale(request))
    return read_inputs({key: str(value) for key, value in form.items()}, held, read_row)


def _work(desk: Desk, inputs: Inputs, assistant: Assistant) -> tuple[Work, Sent]:
    """Return the work on what was put in, with the history of its order."""
    inputs, sent = _with_history(desk, inputs, assistant)
    with turn():
        return work_on(inputs, assistant), sent


def _with_history(desk: Desk, inputs: Inputs, assistant: Assistant) -> tuple[Inputs, Sent]:
    """Return what was put in with what its order has been offered in all its cases, and what was sent in its own."""
    number, currency = inputs.fact("number"), inputs.fact("currency") or None
    if inputs.case is None and not number:
        return inputs, Sent()
    identity = assistant.shop.shop
    platform = inputs.chosen.get("platform") or inputs.fact("platform") or identity.platform
    known = desk.archive.cases.dealings(number, platform, identity.name, currency, inputs.case)
    history = tuple(json.loads(offer.model_dump_json(exclude_none=True)) for offer in known.history)
    sent = Sent() if inputs.case is None else sent_in(desk.archive, desk.archive.cases.get(inputs.case))
    return replace(inputs, history=history, earlier=known.cases, about=known.about), sent


def _of_case(request: Request, number: int) -> Inputs:
    """Return a filed case as it is put in: its order, a message that waits for a reply, and what has been approved."""
    desk: Desk = request.app.state.desk
    case: Case = desk.archive.cases.get(number)
    thread = [entry for entry in case.entries if entry.kind is not Kind.NOTE]
    waits = bool(thread) and thread[-1].kind is Kind.MESSAGE
    order = json.loads(case.order.model_dump_json(exclude_defaults=True))
    chosen = {"reason": str(case.reason)} if case.reason and waits else {}
    text = thread[-1].text if waits else ""
    inputs = Inputs(text=text, order=order, chosen=chosen, case=case.number, version=case.version)
    if not text:
        return inputs
    assistant = desk.program.assistant(desk.locale(request))
    inputs, sent = _with_history(desk, inputs, assistant)
    with turn():
        return resumed(inputs, case, sent, assistant)


def _page(request: Request, staff: Staff, given: Inputs | FormData, template: str) -> Response:
    """Return the desk or its parts."""
    desk: Desk = request.app.state.desk
    locale = desk.locale(request)
    problems: tuple[Any, ...] = ()
    rejected = ""
    if isinstance(given, FormData):
        try:
            inputs = _inputs(given, request)
        except DataError as error:
            problems, rejected = error.problems, str(given.get("paste", ""))
            inputs = _inputs(FormData([pair for pair in given.multi_items() if pair[0] != "paste"]), request)
    else:
        inputs = given
    assistant = desk.program.assistant(locale) if inputs.text else desk.program.wording(locale)
    inputs, sent = _with_history(desk, inputs, assistant)
    with turn():
        work = work_on(inputs, assistant)
        if problems:
            work = replace(work, problems=problems)
        values = _values(desk, work, sent, staff, assistant) | {"parts": _parts(given), "rejected": rejected}
        return HTMLResponse(render(template, locale, **desk.frame(request), **values))


def _values(desk: Desk, work: Work, sent: Sent, staff: Staff, assistant: Assistant) -> dict[str, Any]:
    """Return what the templates of the desk show."""
    inputs = work.inputs
    settled = work.needs_approval and is_approved(work, sent)
    return {
        "findings": [one for one in work.findings if not (settled and one.rule == NEEDS_APPROVAL)],
        "work": work,
        "sent": sent,
        "obstacles": obstacles(work, sent, staff),
        "not_filed": work.unmade if work.is_edited else (),
        "why_not": may_go(work, sent, staff) if work.draft else (),
        "order_json": json.dumps(dict(inputs.order), default=str, ensure_ascii=False) if inputs.order else "",
        "asks": assistant.asks(work.plan) if work.plan and work.plan.ask else (),
        "currency": work.order.currency if work.order else None,
        "reply_locales": desk.program.reply_locales,
        "platforms_named": {name: name for name in resources.platform_names()},
        "phrases": desk.phrases.names(work.draft.locale) if work.draft else (),
        "on_shelf": desk.held.on_shelf,
        "shop_tone": assistant.shop.shop.tone,
        "filled": lambda paths: sum(bool(inputs.fact(path)) for path in paths),
    }


def _parts(given: Inputs | FormData) -> tuple[str, ...]:
    """Return the parts of the desk that the page's script asks for; all where it names none."""
    named = str(given.get("parts", "")).split(",") if isinstance(given, FormData) else []
    return tuple(part for part in ALL_PARTS if part in named) or ALL_PARTS
