"""Pictures of numbers as SVG, drawn here: bars for what is compared, a curve for what goes on in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDTH, ROW, LABEL, VALUE = 460, 26, 186, 62
HEIGHT, LEFT, BOTTOM, TOP = 190, 34, 26, 14
LONGEST_LABEL = 26
WIDE_FROM = 0x1100  # from here on a letter is as wide as two


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and its value."""

    name: str
    value: int | Decimal


def bars(some: Sequence[Bar]) -> Markup:
    """Return lying bars, the longest as wide as there is room; nothing where there are none."""
    if not some:
        return Markup("")
    top = max(bar.value for bar in some) or 1
    height = ROW * len(some) + 4
    rows = []
    for number, bar in enumerate(some):
        y = number * ROW + 4
        length = max(2.0, float(bar.value / top) * (WIDTH - LABEL - VALUE)) if bar.value else 0.0
        rows.append(
            Markup(
                '<g><title>{title}</title><text x="{x}" y="{middle}" text-anchor="end">{name}</text>'
                '<rect class="bar-fill" x="{start}" y="{y}" width="{length:.1f}" height="{thick}" rx="3"/>'
                '<text x="{end:.1f}" y="{middle}" class="faint">{value}</text></g>'
            ).format(
                title=f"{bar.name}: {bar.value}", name=_short(bar.name), value=f"{bar.value:,}", x=LABEL - 8, y=y,
                start=LABEL, middle=y + 14, length=length, thick=ROW - 8, end=LABEL + length + 6,
            )
        )  # fmt: skip
    return _picture(height, Markup("").join(rows))


def curve(points: Sequence[tuple[str, int]]) -> Markup:
    """Return a curve over weeks with its spots; nothing where there are none."""
    if not points:
        return Markup("")
    top = max(value for _, value in points) or 1
    step = (WIDTH - LEFT - 14) / max(1, len(points) - 1)
    places = [
        (LEFT + number * step, TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top))
        for number, (_, value) in enumerate(points)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    spots = Markup("").join(
        Markup('<circle class="spot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{name}: {value}</title></circle>').format(
            x=x, y=y, name=name, value=value
        )
        for (x, y), (name, value) in zip(places, points, strict=True)
    )
    shown = sorted({0, len(points) // 2, len(points) - 1})
    days = Markup("").join(
        Markup('<text class="faint" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{day}</text>').format(
            x=places[at][0], y=HEIGHT - 6, day=points[at][0], anchor=_anchor(at, len(points))
        )
        for at in shown
    )
    floor = HEIGHT - BOTTOM
    axis = Markup(
        '<path class="axis" d="M{left} {top}V{floor}H{right}" fill="none"/>'
        '<text class="faint" x="{label}" y="{high}" text-anchor="end">{value}</text>'
        '<text class="faint" x="{label}" y="{floor}" text-anchor="end">0</text>'
    ).format(left=LEFT, top=TOP, floor=floor, right=WIDTH - 8, label=LEFT - 6, high=TOP + 8, value=top)
    return _picture(HEIGHT, axis + Markup('<polyline class="line" points="{}"/>').format(line) + spots + days)


def _anchor(at: int, count: int) -> str:
    return "start" if at == 0 else "middle" if at < count - 1 else "end"


def _picture(height: int, inside: Markup) -> Markup:
    # What it shows stands as a table beside it, so a screen reader passes over it.
    head = Markup('<svg class="picture" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">').format(
        WIDTH, height
    )
    return head + inside + Markup("</svg>")


def _short(text: str) -> str:
    """Return as much of a name as there is room for."""
    width, kept = 0, ""
    for letter in text:
        width += 2 if ord(letter) >= WIDE_FROM else 1
        if width > LONGEST_LABEL:
            return kept.rstrip() + "…"
        kept += letter
    return kept
