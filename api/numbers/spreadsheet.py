"""Figures for spreadsheets: RFC 4180, and nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Response

from api.numbers.shapes import AnalyticsShape, FiguresRow
from domain.analytics import Dimension
from domain.vocabulary import Target

MEDIA_TYPE: Final = "text/csv"
# https://owasp.org/www-community/attacks/CSV_Injection, and what is read like these
BEGINS_A_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")
HARMLESS: Final = "'"
FIGURES: Final = (
    "opened",
    "solved",
    "closed",
    "merged",
    "backlog",
    "first_replies",
    "first_reply_p50_seconds",
    "first_reply_p90_seconds",
    "solve_p50_seconds",
    "solve_p90_seconds",
    "solve_rate",
    *(f"{target}_{outcome}" for target in Target for outcome in ("met", "breached")),
    "satisfaction_count",
    "satisfaction_average",
)
COLUMNS: Final = (*Dimension, "begins", "ends", *FIGURES)


def written(answer: AnalyticsShape) -> Response:
    """The rows as a file."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)  # with CRLF, and quotes where RFC 4180 wants them
    lines.writerow(COLUMNS)
    zone = ZoneInfo(answer.zone)
    for row in answer.rows:
        lines.writerow([harmless(one) for one in _cells(row, zone)])
    name = f"meridian-{answer.since:%Y-%m-%d}-{answer.before:%Y-%m-%d}.csv"
    return Response(
        file.getvalue().encode("utf-8-sig"),
        media_type=f"{MEDIA_TYPE}; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def harmless(cell: str) -> str:
    """The cell as text: a program that opens it shows what stands there, and reckons nothing.

    Spaces and what is invisible before a sign do not hide it.
    """
    first = next((one for one in cell if one in BEGINS_A_FORMULA or _is_seen(one)), "")
    return f"{HARMLESS}{cell}" if first in BEGINS_A_FORMULA and first else cell


def _is_seen(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace()


def _cells(row: FiguresRow, zone: ZoneInfo) -> Iterator[str]:
    yield from (row.key.get(one) or "" for one in Dimension)
    yield from (_instant(at, zone) for at in (row.begins, row.ends))
    counts = (row.opened, row.solved, row.closed, row.merged, row.backlog, row.first_replies)
    first, solve = row.first_reply_seconds, row.solve_seconds
    yield from map(_number, (*counts, first.p50, first.p90, solve.p50, solve.p90, row.solve_rate))
    for target in Target:
        yield from map(_number, (row.targets[target].met, row.targets[target].breached))
    yield from map(_number, (row.satisfaction.count, row.satisfaction.average))


def _instant(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
