"""The pages for work in bulk: messages to triage, and orders to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant import resources
from assistant.desk.errors import NoSuchPageError
from assistant.desk.forms import SEE_OTHER, Form, Signed, text_of, upload_of
from assistant.desk.jobs import Job
from assistant.desk.pages import render
from assistant.desk.uploads import keep_table
from assistant.model import Channel

if TYPE_CHECKING:
    from assistant.desk.app import Desk

router = APIRouter()
REJECTED_SHOWN = 50


@router.get("/bulk")
def bulk(request: Request, staff: Signed) -> Response:
    """Return the forms for uploads, and the jobs so far."""
    del staff
    desk: Desk = request.app.state.desk
    values: dict[str, Any] = {
        "jobs": desk.jobs.all(),
        "platforms": resources.platform_names(),
        "on_shelf": desk.shelf.count,
    }
    return HTMLResponse(render("bulk.j2", desk.locale(request), **desk.frame(request), **values))


@router.post("/bulk/triage")
def triage(request: Request, staff: Signed, form: Form) -> Response:
    """Begin to answer every message of a table. Raises UploadKindError."""
    desk: Desk = request.app.state.desk
    file = upload_of(form)
    name = file.filename or ""
    table = keep_table(name, file.file, desk.jobs.folder())
    channel, platform = text_of(form, "channel"), text_of(form, "platform")
    defaults = {
        "channel": channel if channel in set(Channel) else None,
        "platform": platform if platform in resources.platform_names() else None,
    }
    job = desk.jobs.start(Job(name[-80:], table, staff.name, desk.locale(request), defaults))
    return RedirectResponse(f"/bulk/{job.number}", SEE_OTHER)


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
    """End a job early; what is done is kept."""
    del staff, form
    _job(request, number).stopping.set()
    return RedirectResponse(f"/bulk/{number}", SEE_OTHER)


@router.get("/bulk/{number}/{name}")
def download(request: Request, number: str, name: str, staff: Signed) -> Response:
    """Return results or rejected rows to be saved. Raises NoSuchPageError."""
    del staff
    job = _job(request, number)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if name == "results.jsonl" and job.results.is_file():
        return FileResponse(job.results, media_type="application/octet-stream", headers=headers)
    if name == "results.csv" and job.results.is_file():
        return Response("\ufeff" + job.as_csv(), media_type="text/csv; charset=utf-8", headers=headers)
    if name == "rejected.csv":
        return Response("\ufeff" + job.rejected_csv(), media_type="text/csv; charset=utf-8", headers=headers)
    raise NoSuchPageError(request.url.path)


@router.get("/orders/find")
def find_orders(request: Request, staff: Signed, q: str = "") -> Response:
    """Return imported orders whose number or buyer holds a text."""
    del staff
    desk: Desk = request.app.state.desk
    return JSONResponse({"orders": desk.shelf.find(q[:100])})


def _job(request: Request, number: str) -> Job:
    desk: Desk = request.app.state.desk
    job = desk.jobs.get(number)
    if job is None:
        raise NoSuchPageError(request.url.path)
    return job


def _job_page(request: Request, number: str, template: str) -> Response:
    desk: Desk = request.app.state.desk
    job = _job(request, number)
    page = render(template, desk.locale(request), **desk.frame(request), job=job, shown=REJECTED_SHOWN)
    return HTMLResponse(page)
