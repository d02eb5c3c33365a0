"""The numbers of a time as pictures and tables, and as CSV."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.archive import Result
from assistant.archive.numbers import as_csv
from assistant.deciding.labels import REASONS, REMEDIES
from assistant.desk.forms import Signed
from assistant.desk.names import RESULTS
from assistant.desk.pages import render
from assistant.desk.pictures import Bar, bars, curve
from assistant.desk.showing import country_name
from assistant.model import Reason, Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from assistant.archive.numbers import Count, Figures
    from assistant.desk.app import Desk
    from assistant.writing.staff import Wording

router = APIRouter()
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)  # beyond these no shop has filed anything
DEFAULT_DAYS, SPANS, MOST_BARS = 90, (28, 84, 182, 364), 10  # by default the days of `case numbers`


def span_of(request: Request, today: date) -> tuple[date, date]:
    """Return the days that are asked for, the earlier one first; what is no day gives way to the last three months."""
    try:
        since = date.fromisoformat(request.query_params.get("since", ""))
        until = date.fromisoformat(request.query_params.get("until", ""))
    except ValueError:
        return today - timedelta(days=DEFAULT_DAYS), today
    since, until = (min(max(day, FIRST), LAST) for day in sorted((since, until)))
    return since, until


def _today(desk: Desk) -> date:
    """Return the day up to which is counted: the archive's, for it knows where the staff are."""
    return desk.setup.today or desk.archive.today()


@router.get("/numbers")
def numbers(request: Request, staff: Signed) -> Response:
    """Return the numbers with their pictures."""
    del staff
    desk: Desk = request.app.state.desk
    locale = desk.locale(request)
    assistant = desk.program.wording(locale)
    today = _today(desk)
    since, until = span_of(request, today)
    figures = desk.archive.numbers.figures(since, until)
    amounts = assistant.playbook(None).platform.amounts
    alerts = desk.archive.numbers.alerts(amounts, since, until)
    rows = rows_of(figures, assistant.word, locale)
    values: dict[str, Any] = {
        "figures": figures,
        "alerts": [assistant.alert_json(alert) for alert in alerts],
        "rows": rows,
        "pictures": _pictures(rows),
        "spans": [(days, (today - timedelta(days=days - 1)).isoformat()) for days in SPANS],
        "today": today.isoformat(),
    }
    return HTMLResponse(render("numbers.j2", locale, **desk.frame(request), **values))


@router.get("/numbers.csv")
def numbers_csv(request: Request, staff: Signed) -> Response:
    """Return the numbers as a table."""
    del staff
    desk: Desk = request.app.state.desk
    since, until = span_of(request, _today(desk))
    headers = {"content-disposition": f'attachment; filename="numbers-{since}-{until}.csv"'}
    # The mark at the beginning tells Excel that it is UTF-8.
    content = "\ufeff" + as_csv(desk.archive.numbers.figures(since, until))
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def rows_of(figures: Figures, word: Wording, locale: str) -> dict[str, Any]:
    """Return the tables beside the pictures: name and number a row, money by currency."""
    spent: dict[str, list[tuple[str, Decimal]]] = {}
    for one in sorted(figures.spent, key=lambda one: -one.amount):
        spent.setdefault(one.currency, []).append((_remedy(one.remedy, word), one.amount))
    return {
        "reasons": [(_reason(one.key, word), one.cases) for one in figures.by_reason],
        "countries": [(country_name(one.key, locale) or "?", one.cases) for one in figures.by_country],
        "skus": [(one.key or "?", one.cases) for one in figures.by_sku],
        "weeks": [(one.key or "?", one.cases) for one in _every_week(figures.by_week)],
        "spent": spent,
    }


def _pictures(rows: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: bars([Bar(*row) for row in rows[name][:MOST_BARS]]) for name in ("reasons", "countries", "skus")},
        "weeks": curve(rows["weeks"]),
        "spent": {currency: bars([Bar(*row) for row in some]) for currency, some in rows["spent"].items()},
    }


def _every_week(counts: Sequence[Count]) -> list[Count]:
    """Return the weeks with those between them in which nothing came: a curve must not jump over them."""
    known = {date.fromisoformat(one.key): one for one in counts if one.key}
    if not known:
        return []
    kind: Callable[..., Count] = type(next(iter(known.values())))
    weeks = range(0, (max(known) - min(known)).days + 1, 7)
    days = [min(known) + timedelta(days=days) for days in weeks]
    return [known.get(day) or kind(key=day.isoformat(), cases=0) for day in days]


def _reason(key: str | None, word: Wording) -> str:
    return word(REASONS[Reason(key)]) if key in set(Reason) else "?"


def _remedy(key: str, word: Wording) -> str:
    return word(REMEDIES[Remedy(key)] if key in set(Remedy) else RESULTS[Result(key)])
