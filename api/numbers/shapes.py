"""The desk's figures as they are answered: more fields may be added, none renamed."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.numbers.asking import By
from domain.analytics import Dimension, Group, Sums, Tally
from domain.figures import Counted
from domain.periods import Period
from domain.vocabulary import Target


class DurationShape(BaseModel):
    """Seconds by the clock on the wall that half of them, and nine of ten, did not exceed.

    By the nearest rank, in whole seconds; null where there are none.
    """

    p50: int | None
    p90: int | None


class AttainmentShape(BaseModel):
    """Promises that were decided in the period: kept in time, or broken."""

    met: int
    breached: int


class SatisfactionShape(BaseModel):
    """How many tickets were rated, and the mean of their scores from 1 to 5; null where none."""

    count: int
    average: float | None


class FiguresShape(BaseModel):
    """What happened in the period, as far as it is true now."""

    opened: Annotated[int, Field(description="Tickets opened: by their first message.")]
    solved: Annotated[
        int,
        Field(
            description="Tickets solved and not taken up again since, nor merged: by the last "
            "time that they were solved."
        ),
    ]
    closed: Annotated[
        int, Field(description="Tickets closed: by the end of their reopen window, or an erasure.")
    ]
    merged: Annotated[int, Field(description="Tickets that went into another one: by the merge.")]
    backlog: Annotated[
        int | None,
        Field(
            description="Tickets that are neither solved nor closed now, whenever they were "
            "opened; null by time."
        ),
    ]
    first_replies: Annotated[
        int, Field(description="Tickets that a person answered for the first time.")
    ]
    first_reply_seconds: Annotated[
        DurationShape, Field(description="From the opening to that first reply.")
    ]
    solve_seconds: Annotated[
        DurationShape,
        Field(description="From the opening to the solution, of the tickets that `solved` counts."),
    ]
    solve_rate: Annotated[
        float | None,
        Field(
            description="Of the tickets that `opened` counts, without those merged, the share "
            "that is solved now; null of none."
        ),
    ]
    targets: Annotated[
        dict[Target, AttainmentShape],
        Field(
            description="By target: promises kept in time, when they were kept, and broken, when "
            "their time ran out. A solution that is taken up again takes its kept promise back."
        ),
    ]
    satisfaction: Annotated[
        SatisfactionShape,
        Field(description="Tickets by their last rating, unless taken up again since."),
    ]


class FiguresRow(FiguresShape):
    """The figures of one group; `key` has null where a ticket has none of it, as far as is known.

    `begins` and `ends` are there where the figures are by time; a row of the first or the last
    period may be of a part of it.
    """

    key: dict[Dimension, str | None]
    begins: datetime | None = None
    ends: datetime | None = None


class TallyShape(BaseModel):
    """What a region tells another one's API, which adds up and ranks."""

    key: list[str | None]
    place: int | None
    what: Counted
    count: Annotated[int, Field(ge=0)]
    valued: Annotated[int, Field(ge=0)]
    total: int
    values: list[int]


class AnalyticsShape(BaseModel):
    """The figures of a period, row by row and altogether.

    `missing` are the regions that did not answer: what they have is not in it. `tallies` is for
    other regions' APIs and null for everybody else.
    """

    since: datetime
    before: datetime
    by: list[By]
    zone: str
    rows: list[FiguresRow]
    total: FiguresShape
    missing: list[str] = []
    tallies: list[TallyShape] | None = None


def figures_shape(sums: Sums, *, by_time: bool) -> FiguresShape:
    """The sums of a group, or of all."""
    counts = sums.counts
    return FiguresShape(
        opened=counts[Counted.OPENED],
        solved=counts[Counted.SOLVED],
        closed=counts[Counted.CLOSED],
        merged=counts[Counted.MERGED],
        backlog=None if by_time else counts[Counted.BACKLOG],
        first_replies=counts[Counted.FIRST_REPLY],
        first_reply_seconds=_duration(sums, Counted.FIRST_REPLY),
        solve_seconds=_duration(sums, Counted.SOLVED),
        solve_rate=sums.solve_rate,
        targets={
            target: AttainmentShape(met=one.met, breached=one.breached)
            for target, one in sums.targets.items()
        },
        satisfaction=SatisfactionShape(count=counts[Counted.RATED], average=sums.average_score),
    )


def row_shape(
    group: Group, sums: Sums, by: tuple[Dimension, ...], period: Period | None
) -> FiguresRow:
    """One row; `period` where the figures are by time."""
    figures = figures_shape(sums, by_time=period is not None)
    return FiguresRow(
        **dict(figures),
        key=dict(zip(by, group.key, strict=True)),
        begins=period and period.begins,
        ends=period and period.ends,
    )


def tally_shape(tally: Tally) -> TallyShape:
    """As another region's API reads it."""
    return TallyShape(
        key=list(tally.group.key),
        place=tally.group.place,
        what=tally.what,
        count=tally.count,
        valued=tally.valued,
        total=tally.total,
        values=list(tally.values),
    )


def _duration(sums: Sums, what: Counted) -> DurationShape:
    found = sums.duration(what)
    return DurationShape(p50=found.p50, p90=found.p90)
