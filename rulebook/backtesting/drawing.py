"""A backtest as a picture: bars before and after, for all tickets and each region, team, policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from domain.spoken import instant
from domain.vocabulary import Target
from rulebook.backtesting.figures import HAND_OVERS, PAGES, WORST, Figures
from rulebook.backtesting.report import Report
from rulebook.drawings.filled import filled

ROW: Final = 30
FIRST_ROW: Final = 96
LINE: Final = 16
LABELS, BARS, TIMES = 210, 150, 120  # widths of columns
LONGEST_BAR: Final = 90
A_MINUTE: Final = timedelta(minutes=1)
LETTERS: Final = 220  # in a line of notes
COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        Target.FIRST_REPLY: "first reply broken",
        Target.NEXT_REPLY: "next reply broken",
        Target.SOLVE: "solve broken",
        PAGES: "pages",
        HAND_OVERS: "hand-overs",
    }
)
TIMED: Final[Mapping[tuple[Target, float], str]] = MappingProxyType(
    {
        (Target.FIRST_REPLY, 0.5): "left at first reply",
        (Target.FIRST_REPLY, WORST): "worst tenth",
        (Target.SOLVE, 0.5): "left as it is solved",
        (Target.SOLVE, WORST): "worst tenth",
    }
)
PARTS: Final = MappingProxyType({"region": "by region", "team": "by team", "policy": "by policy"})


@dataclass(frozen=True, slots=True)
class Row:
    """The name of what the figures are of, and these; or the caption of a section."""

    name: str
    before: Figures
    after: Figures
    section: str = ""


def rows_of(report: Report) -> Iterator[Row]:
    """All tickets first, then every part of them; what is the only one of its kind is left out."""
    yield Row("all tickets", report.before.total, report.after.total)
    for what, names in report.names().items():
        if len(names) > 1:
            yield Row("", Figures(), Figures(), PARTS[what])
            for name in names:
                before, after = (side.figures(what, name) for side in (report.before, report.after))
                yield Row(name, before, after)


def time_left(figures: Figures, target: Target, share: float) -> str:
    """Working time left that so many exceed no more, to the minute; `–` where none is known."""
    left = figures.quantile(target, share)
    if left is None:
        return "–"
    hours, minutes = divmod(round(abs(left) / A_MINUTE), 60)
    said = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"{said} late" if left < -A_MINUTE else said


def drawing(report: Report) -> str:
    """The report as an SVG document."""
    rows, most = list(rows_of(report)), _most(report)
    notes = [line for one in report.supposed() for line in wrap(f"· {one}", LETTERS)]
    below = FIRST_ROW + ROW * len(rows) + LINE
    tickets, changed = report.tickets, len(report.changed)
    period = f"{instant(report.since)} to {instant(report.until)}"
    return filled(
        "backtest.svg.jinja",
        dict(
            title=f"Backtest: {changed:,} of {tickets:,} tickets would have gone otherwise",
            description=f"Tickets of {', '.join(report.regions)} that were opened from {period}.",
            width=LABELS + BARS * len(COUNTED) + TIMES * len(TIMED) + 40,
            height=below + LINE * len(notes) + 10,
            columns=list(_columns()),
            rows=[_shown(row, place, most) for place, row in enumerate(rows)],
            notes=[
                {"y": below + LINE * place, "said": line}
                for place, line in enumerate(notes, start=1)
            ],
        ),
    )


def _columns() -> Iterator[dict[str, object]]:
    x = 20 + LABELS
    for name in COUNTED.values():
        yield {"x": x, "name": name}
        x += BARS
    for name in TIMED.values():
        yield {"x": x, "name": name}
        x += TIMES


def _shown(row: Row, place: int, most: Mapping[str, int]) -> dict[str, object]:
    y = FIRST_ROW + ROW * place
    return {
        "name": row.name,
        "section": row.section,
        "y": y,
        "cells": [] if row.section else list(_cells(row, most)),
    }


def _cells(row: Row, most: Mapping[str, int]) -> Iterator[dict[str, object]]:
    x = 20 + LABELS
    for what in COUNTED:
        before, after = row.before.counts[what], row.after.counts[what]
        widths = [round(LONGEST_BAR * count / max(1, most[what])) for count in (before, after)]
        yield {
            "x": x,
            "before_width": widths[0],
            "after_width": widths[1],
            "widest": max(widths),
            "said": f"{before:,}" if before == after else f"{before:,} → {after:,}",
        }
        x += BARS
    for target, share in TIMED:
        was, now = (time_left(one, target, share) for one in (row.before, row.after))
        yield {"x": x, "was": was, "now": now}
        x += TIMES


def _most(report: Report) -> Mapping[str, int]:
    """The longest bar of each column is that of all tickets."""
    sides = (report.before.total, report.after.total)
    return {what: max(side.counts[what] for side in sides) for what in COUNTED}
