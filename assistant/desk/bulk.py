"""The pages for work in bulk: messages to triage, orders for care messages, orders to choose from."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant import resources
from assistant.cards.sheets import PAPERS, SIZES, parse_sheet, parse_size
from assistant.desk.cards_job import CardsJob
from assistant.desk.care_job import CareJob
from assistant.desk.errors import NoSuchPageError, UnreadableTableError
from assistant.desk.forms import SEE_OTHER, Form, Signed, number_of, text_of, upload_of
from assistant.desk.jobs import Job, renamed
from assistant.desk.pages import render
from assistant.desk.triage import Triage
from assistant.desk.uploads import keep_orders, keep_table
from assistant.errors import AssistantError
from assistant.model import Channel
from assistant.order_tables import as_order, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.datastructures import FormData

    from assistant.desk.app import Desk
    from assistant.desk.care_shelf import Written
    from assistant.desk.staff import Staff

router = APIRouter()
PROBLEMS_SHOWN = 20
NAME_SHOWN = 80
DEFAULT_SIZE = "90x54"


@router.get("/bulk")
def bulk(request: Request, staff: Signed) -> Response:
    """Return the forms for uploads, and the jobs so far."""
    return _page(request, staff)


@router.post("/bulk/triage")
def triage(request: Request, staff: Signed, form: Form) -> Response:
    """Begin to answer every message of a table. Raises UploadKindError."""
    desk: Desk = request.app.state.desk
    channel, platform = text_of(form, "channel"), text_of(form, "platform")
    defaults = {
        "channel": channel if channel in set(Channel) else None,
        "platform": platform if platform in resources.platform_names() else None,
    }
    return _begun(request, "triage", form, staff, Triage(desk.program, desk.locale(request), defaults), keep_table)


@router.post("/bulk/care")
def care(request: Request, staff: Signed, form: Form) -> Response:
    """Begin to write the care messages that are due, or to look at them. Raises UploadKindError."""
    desk: Desk = request.app.state.desk
    shelf = desk.care if text_of(form, "deed") == "write" else None
    desk.care.purge(desk.keep_days, desk.archive.now())
    return _begun(request, "care", form, staff, CareJob(desk.program, desk.locale(request), shelf), keep_orders)


@router.get("/bulk/care/{number}/{name}")
def download_messages(request: Request, number: str, name: str, staff: Signed) -> Response:
    """Return a file of care messages that were written, whenever that was. Raises NoSuchPageError."""
    del staff
    return _saved(_written(request, number).files.get(name), f"{number}-{name}", request)


@router.post("/bulk/care/{number}/delete")
def delete_messages(request: Request, number: str, staff: Signed, form: Form) -> Response:
    """Remove care messages that were written; they are not written again. Raises NoSuchPageError, NotAllowedError."""
    del form
    staff.require("lead")
    desk: Desk = request.app.state.desk
    desk.care.delete(_written(request, number).number)
    return RedirectResponse("/bulk", SEE_OTHER)


@router.post("/bulk/cards")
def cards(request: Request, staff: Signed, form: Form) -> Response:
    """Begin to print a card for each order. Raises UploadKindError, and SheetError for a sheet that holds no card."""
    desk: Desk = request.app.state.desk
    size = parse_size(text_of(form, "size") or DEFAULT_SIZE)
    paper = text_of(form, "sheet")
    sheet = parse_sheet(paper, size, None, None, number_of(form, "start") or 1, cut=True) if paper else None
    folder = desk.setup.shop.parent if desk.setup.shop else Path()
    job = CardsJob(desk.program, desk.locale(request), folder, text_of(form, "design") or "plain", size, sheet)
    return _begun(request, "cards", form, staff, job, keep_orders)


@router.post("/orders")
def import_orders(request: Request, staff: Signed, form: Form) -> Response:
    """Put the orders of a table on the shelf. Raises UploadKindError, UnreadableTableError."""
    desk: Desk = request.app.state.desk
    file = upload_of(form)
    name = file.filename or ""
    shelf = desk.held.shelf  # not later: a redaction meanwhile concerns what is read here
    today, reading = desk.program.reading_of_tables
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        table = keep_orders(name, file.file, Path(folder))
        try:
            read = list(rows_of(table, today, reading))
        except AssistantError as error:
            raise UnreadableTableError(renamed(error.line, table, name[-NAME_SHOWN:])) from error
    orders = ((one["shop"], as_order(one)) for one in read if isinstance(one, dict))
    added = shelf.put(orders, desk.archive.now(), reading.owner)
    problems = [one for one in read if not isinstance(one, dict)]
    word = desk.program.row_words(desk.locale(request))
    said = [(one.row, one.field, word(one.why)) for one in problems[:PROBLEMS_SHOWN]]
    return _page(request, staff, added=added, problems=said, refused=len({one.row for one in problems}))


@router.get("/orders/find")
def find_orders(request: Request, staff: Signed, q: str = "") -> Response:
    """Return imported orders whose number or buyer holds a text."""
    del staff
    desk: Desk = request.app.state.desk
    return JSONResponse({"orders": desk.held.shelf.find(q[:100])})


@router.get("/bulk/{number}")
def job_page(request: Request, number: str, staff: Signed) -> Response:
    """Return a job with its progress."""
    del staff
    return _job_page(request, number, "job.j2")


@router.get("/bulk/{number}/progress")
def progress(request: Request, number: str, staff: Signed) -> Response:
    """Return the part of the page that changes while a job runs."""
    del staff
    return _job_page(request, number, "job_part.j2")


@router.post("/bulk/{number}/stop")
def stop(request: Request, number: str, staff: Signed, form: Form) -> Response:
    """End a job early."""
    del staff, form
    _job(request, number).stopping.set()
    return RedirectResponse(f"/bulk/{number}", SEE_OTHER)


@router.get("/bulk/{number}/{name}")
def download(request: Request, number: str, name: str, staff: Signed) -> Response:
    """Return a file of a job to be saved. Raises NoSuchPageError."""
    del staff
    job = _job(request, number)
    if name in job.pictures:
        return FileResponse(job.pictures[name], media_type="image/png")
    return _saved(job.downloads.get(name), name, request)


def _saved(path: Path | None, name: str, request: Request) -> Response:
    """Return a file that the browser saves and does not open. Raises NoSuchPageError."""
    if path is None or not path.is_file():
        raise NoSuchPageError(request.url.path)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _written(request: Request, number: str) -> Written:
    desk: Desk = request.app.state.desk
    run = desk.care.get(number)
    if run is None:
        raise NoSuchPageError(request.url.path)
    return run


def _begun(
    request: Request,
    kind: str,
    form: FormData,
    staff: Staff,
    what: Callable[[Job], None],
    keep: Callable[[str, Any, Path], Path],
) -> Response:
    desk: Desk = request.app.state.desk
    file = upload_of(form)
    name = file.filename or ""
    jobs = desk.held.jobs  # not later: a redaction meanwhile concerns what is uploaded here
    with jobs.folder() as folder:
        table = keep(name, file.file, folder)
        job = jobs.start(Job(kind, name[-NAME_SHOWN:], table, staff.name, what, desk.archive.now()))
    return RedirectResponse(f"/bulk/{job.number}", SEE_OTHER)


def _job(request: Request, number: str) -> Job:
    desk: Desk = request.app.state.desk
    job = desk.held.jobs.get(number)
    if job is None:
        raise NoSuchPageError(request.url.path)
    return job


def _job_page(request: Request, number: str, template: str) -> Response:
    desk: Desk = request.app.state.desk
    return HTMLResponse(render(template, desk.locale(request), **desk.frame(request), job=_job(request, number)))


def _page(request: Request, staff: Staff, **more: Any) -> Response:
    desk: Desk = request.app.state.desk
    values: dict[str, Any] = {
        "jobs": desk.held.jobs.all(),
        "written": desk.care.all(),
        "care_folder": desk.care.folder,
        "keep_days": desk.keep_days,
        "may_delete": staff.at_least("lead"),
        "platforms": resources.platform_names(),
        "on_shelf": desk.held.shelf.count,
        "sizes": tuple(SIZES),
        "papers": tuple(PAPERS),
        "designs": tuple(resources.read_designs()),
        "added": None,
        "problems": (),
        "refused": 0,
        **more,
    }
    return HTMLResponse(render("bulk.j2", desk.locale(request), **desk.frame(request), **values))
