"""A case: its thread, the offers made, who did what when; outcomes, labels, notes and files in one click each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.archive import MOST_SNOOZED, Change, Ending, Entry, Kind, Label, Result, State
from assistant.archive.endings import AGREED
from assistant.archive.urgency import reply_by
from assistant.choices import amount_of
from assistant.desk.errors import WhichOfferError
from assistant.desk.forms import SEE_OTHER, Form, Signed, number_of, text_of, upload_of
from assistant.desk.leave import require_leave
from assistant.desk.pages import render
from assistant.desk.sending import sent_in
from assistant.errors import UnknownValueError
from assistant.lines import Line
from assistant.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.archive import Archive, Case
    from assistant.desk.app import Desk
    from assistant.desk.staff import Staff
    from assistant.model import Clock

router = APIRouter()
SNOOZE_DAYS = (1, 3, 7)
E = TypeVar("E", Label, State, Outcome, Result)


@router.get("/cases/{number}")
def case(request: Request, number: int, staff: Signed) -> Response:
    """Return everything that is kept of a case."""
    del staff
    desk: Desk = request.app.state.desk
    locale = desk.locale(request)
    found = desk.archive.cases.get(number)
    values: dict[str, Any] = {
        "case": found,
        "sent": sent_in(desk.archive, found),
        "deeds": desk.archive.trail.of_case(number),
        "clocks": _clocks(desk, found, locale),
        "labels": tuple(Label),
        "results": tuple(Result),
        "snooze_days": SNOOZE_DAYS,
    }
    return HTMLResponse(render("case.j2", locale, **desk.frame(request), **values))


def _clocks(desk: Desk, found: Case, locale: str) -> tuple[Clock, ...]:
    """Return what runs for a case today: counted anew, and in the words of whoever looks at it."""
    clocks = desk.program.wording(locale).clocks(found.order, (), found.reason, found.platform)
    return tuple(clock for clock in clocks if clock.days_left >= 0)


@router.post("/cases/{number}/files")
def attach(request: Request, number: int, staff: Signed, form: Form) -> Response:
    """File a file with a case. Raises RefusedFileError, ConflictError."""
    desk: Desk = request.app.state.desk
    file = upload_of(form)
    data = file.file.read()
    desk.archive.files.attach(number, file.filename or "file", data, by=staff.name, version=number_of(form, "version"))
    return RedirectResponse(f"/cases/{number}#files", SEE_OTHER)


@router.get("/cases/{number}/files/{sha256}")
def file_of(request: Request, number: int, sha256: str, staff: Signed) -> Response:
    """Return a file to be saved; the browser opens none of them inside the page."""
    del staff
    desk: Desk = request.app.state.desk
    data, _ = desk.archive.files.content(number, sha256)
    found = desk.archive.cases.get(number)
    name = next((one.name for one in found.files if one.sha256 == sha256), "file")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/cases/{number}/export")
def export(request: Request, number: int, staff: Signed, form: Form) -> Response:
    """Return a case as evidence: a zip with a PDF, the messages, the files and the digests of all."""
    del form
    desk: Desk = request.app.state.desk
    data = desk.archive.export.bundle(number, by=staff.name)
    headers = {"content-disposition": f'attachment; filename="case-{number}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.post("/cases/{number}/message")
def message(request: Request, number: int, staff: Signed, form: Form) -> Response:
    """Enter what the buyer has written again. Raises ConflictError where somebody else was faster."""
    desk: Desk = request.app.state.desk
    text = text_of(form, "text").replace("\r\n", "\n")
    if text:
        hours = desk.program.wording(desk.locale(request)).shop.reply_within_hours
        due = reply_by(desk.archive.cases.get(number).entries, desk.archive.now(), hours)
        change = Change(entries=(Entry(kind=Kind.MESSAGE, text=text),), reply_by=due)
        _changed(desk.archive, number, change, form, staff)
    return RedirectResponse(f"/cases/{number}", SEE_OTHER)


@router.post("/cases/{number}/{deed}")
def change(request: Request, number: int, deed: str, staff: Signed, form: Form) -> Response:
    """Do one thing with a case. Raises ConflictError where another was faster, NotAllowedError, WhichOfferError."""
    desk: Desk = request.app.state.desk
    if deed not in DEEDS:
        raise UnknownValueError(Line(msgid="deed"), deed, DEEDS)
    assistant = desk.program.wording(desk.locale(request))
    with desk.archive.together():
        before = desk.archive.cases.get(number)
        DEEDS[deed](desk.archive, number, form, staff)
        require_leave(before, staff, assistant, desk.archive)
    return RedirectResponse(f"/cases/{number}", SEE_OTHER)


def _changed(archive: Archive, number: int, change: Change, form: FormData, staff: Staff) -> Case:
    return archive.cases.change(number, change, by=staff.name, version=number_of(form, "version"))


def _label(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    _changed(archive, number, Change(label=_one_of(Label, number_of(form, "label"))), form, staff)


def _state(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    _changed(archive, number, Change(state=_one_of(State, text_of(form, "state"))), form, staff)


def _snooze(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    until = datetime.now(UTC) + timedelta(days=min(number_of(form, "days") or 1, MOST_SNOOZED.days))
    _changed(archive, number, Change(state=State.SNOOZED, snoozed_until=until), form, staff)


def _take(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    _changed(archive, number, Change(assigned_to=staff.name), form, staff)


def _release(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    _changed(archive, number, Change(assigned_to=None), form, staff)


def _note(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    text = text_of(form, "text").replace("\r\n", "\n")
    if text:
        _changed(archive, number, Change(entries=(Entry(kind=Kind.NOTE, text=text),)), form, staff)


def _outcome(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    outcome, offer = _one_of(Outcome, text_of(form, "outcome")), number_of(form, "offer") or 0
    archive.cases.answer(number, offer, outcome, by=staff.name, version=number_of(form, "version"))


def _approve(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    staff.require("lead")
    archive.cases.approve(number, number_of(form, "offer") or 0, by=staff.name, version=number_of(form, "version"))


def _end(archive: Archive, number: int, form: FormData, staff: Staff) -> None:
    result = _one_of(Result, text_of(form, "result"))
    amount, currency = amount_of(text_of(form, "amount"), text_of(form, "currency"))
    ending = Ending(result=result, amount=amount, currency=currency)
    after = _changed(archive, number, Change(ending=ending), form, staff)
    outcomes = {offer.outcome for offer in sent_in(archive, after).offers}
    if result is Result.ACCEPTED and Outcome.OFFERED in outcomes and not outcomes & AGREED:
        raise WhichOfferError(number)  # nothing of it is kept: the next plan would make the same offers again


def _one_of(family: Callable[[Any], E], value: object) -> E:
    try:
        return family(value)
    except ValueError:
        raise UnknownValueError(Line(msgid="value"), str(value), [Line(msgid="one of the buttons")]) from None


DEEDS: dict[str, Callable[[Archive, int, FormData, Staff], None]] = {
    "label": _label,
    "state": _state,
    "snooze": _snooze,
    "take": _take,
    "release": _release,
    "note": _note,
    "outcome": _outcome,
    "approve": _approve,
    "end": _end,
}
