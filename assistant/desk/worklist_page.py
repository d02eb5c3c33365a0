"""The worklist by urgency, its filters, and the search in all cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant import resources
from assistant.archive import Label, State, Wanted
from assistant.desk.forms import Signed
from assistant.desk.pages import render
from assistant.model import Reason
from assistant.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.desk.app import Desk
    from assistant.desk.staff import Staff

router = APIRouter()
TABS = (*map(str, State), "all")
LABELS = {str(int(one)): one for one in Label}
FILTERS = ("label", "reason", "platform", "who", "sku", "country")


@router.get("/cases")
def worklist(request: Request, staff: Signed, q: str = "", state: str = "open", after: str | None = None) -> Response:
    """Return a page of the worklist, or of what a search finds in all cases."""
    desk: Desk = request.app.state.desk
    locale = desk.locale(request)
    given = {name: request.query_params.get(name, "") for name in FILTERS}
    place = after or None
    if q.strip():
        page = desk.archive.worklist.search(q, after=place)
    else:
        page = desk.archive.worklist.page(wanted(state, given, staff), after=place)
    values: dict[str, Any] = {
        "page": page,
        "q": q,
        "state": state if state in TABS else "open",
        "given": given,
        "counts": {str(one): count for one, count in desk.archive.worklist.counts().items()},
        "platforms": resources.platform_names(),
        "labels": tuple(Label),
        "more": request.url.include_query_params(after=page.after).query if page.after else "",
    }
    return HTMLResponse(render("cases.j2", locale, **desk.frame(request), **values))


def wanted(state: str, given: Mapping[str, str], staff: Staff) -> Wanted:
    """Return the filter that was chosen; a value that is none of ours filters nothing."""
    states = {"all": tuple(State)}.get(state) or (State(state) if state in set(State) else State.OPEN,)
    label, reason, who, country = given["label"], given["reason"], given["who"], given["country"].strip()
    return Wanted(
        states=states,
        label=LABELS.get(label),
        reason=Reason(reason) if reason in set(Reason) else None,
        platform=given["platform"] or None,
        assigned_to=staff.name if who == "me" else None,
        unassigned=who == "nobody",
        unapproved=who == "approval",
        sku=given["sku"].strip() or None,
        country=(places().country(country) or country.upper()) if country else None,
    )
