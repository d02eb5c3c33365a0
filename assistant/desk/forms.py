"""What every route asks of a request: who sends it, and the fields of a form that came from our page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from assistant.desk.errors import UploadKindError
from assistant.desk.staff import Staff, require_our_form, signed_in
from assistant.lines import Line

SEE_OTHER = 303


async def the_form(request: Request) -> AsyncIterator[FormData]:
    """Yield the fields of a form that came from our page; its files are gone afterwards.

    Raises ForgedFormError, UploadTooLargeError.
    """
    try:
        await require_our_form(request)
        yield await request.form()
    finally:
        await request.close()


opened_form = asynccontextmanager(the_form)
Signed = Annotated[Staff, Depends(signed_in)]
Form = Annotated[FormData, Depends(the_form)]


def text_of(form: FormData, name: str) -> str:
    """Return a field as text, empty where it is missing."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def number_of(form: FormData, name: str) -> int | None:
    """Return a field as a whole number, None where it is none."""
    text = text_of(form, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(10**9)) else None


def upload_of(form: FormData) -> UploadFile:
    """Return the file that came along. Raises UploadKindError where none did."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise UploadKindError("(none)", Line(msgid="no file was chosen"))
    return file
