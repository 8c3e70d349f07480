"""What a client asks of the figures, read into what each region is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.fields import Channel, Country, Identifier, Instant, Topic
from api.problems import FieldError, Problem, invalid
from domain.analytics import NOT_KNOWN, Dimension, Narrowing, Question
from domain.periods import Length, Period, periods

MOST_PERIODS: Final = 1_000
MOST_GROUPINGS: Final = 2
USUALLY: Final = timedelta(days=30)

By = StrEnum(  # type: ignore[misc] # mypy reads only members that are written out
    "By", [(one.name, one.value) for one in (*Dimension, *Length)]
)


class Absent(StrEnum):
    """What may be unknown of what is counted."""

    COUNTRY = "country"
    LANGUAGE = "language"
    TEAM = "team"
    TOPIC = "topic"


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("Write a time zone as the IANA names it, such as Europe/Lisbon.")
    return name


Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
PlainLanguage = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Without = Annotated[
    list[Absent],
    Field(max_length=len(Absent), description="Counts only what has none, as far as is known."),
]


class AnalyticsQuery(BaseModel):
    """The query of the figures: known names with values of the right kind, or nothing at all."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    since: Annotated[
        Instant | None, Field(description="The period's first instant; 30 days before its end.")
    ] = None
    before: Annotated[
        Instant | None, Field(description="The period ends before this instant; now.")
    ] = None
    by: Annotated[
        list[By],
        Field(
            max_length=MOST_GROUPINGS,
            description="One or two groupings, of which one may be by time: `by=team&by=day`.",
        ),
    ] = []
    zone: Annotated[
        Zone,
        Field(description="Whose hours, days, weeks (from Monday) and months they are."),
    ] = "UTC"
    region: Identifier | None = None
    country: Annotated[
        Country | None, Field(description="Where the customer is at home, as they told.")
    ] = None
    channel: Annotated[Channel | None, Field(description="On which the ticket began.")] = None
    language: Annotated[
        PlainLanguage | None,
        Field(description="In which the ticket is answered, with all variants: `pt`."),
    ] = None
    team: Annotated[
        Identifier | None,
        Field(description="That had the ticket at the instant of what is counted."),
    ] = None
    topic: Topic | None = None
    without: Without = []


def question(asked: AnalyticsQuery, now: datetime) -> Question:
    """What each region is asked, without what the key may see. Raises a Problem."""
    period = _period(asked, now)
    lengths = [Length(one) for one in asked.by if one.value in tuple(Length)]
    if len(lengths) > 1 or len(set(asked.by)) < len(asked.by):
        detail = "Name two different groupings at most, and only one of them by time."
        raise invalid([FieldError(field="by", detail=detail)])
    return Question(
        period=period,
        by=tuple(Dimension(one) for one in asked.by if one.value in tuple(Dimension)),
        periods=_periods(period, lengths[0], asked.zone) if lengths else (),
        narrowing=narrowing(
            {one.name: getattr(asked, one.name) for one in fields(Narrowing)}, asked.without
        ),
    )


def narrowing(named: Mapping[str, str | None], without: Sequence[Absent]) -> Narrowing:
    """To what figures are narrowed. Raises a Problem for what is to have a value and to have none.

    `named` are the fields of a Narrowing.
    """
    both = [one for one in without if named[one] is not None]
    if both:
        detail = "It cannot be named and be absent."
        raise invalid([FieldError(field=one, detail=detail) for one in both])
    return Narrowing(**{**named, **{one.value: NOT_KNOWN for one in without}})


def _period(asked: AnalyticsQuery, now: datetime) -> Period:
    before = asked.before or now
    since = asked.since or before - USUALLY
    if since >= before:
        detail = "The period ends before it begins: `since` has to be earlier than `before`."
        raise invalid([FieldError(field="since", detail=detail)])
    return Period(since, before)


def _periods(period: Period, length: Length, zone: str) -> tuple[Period, ...]:
    found = []
    for one in periods(period, length, ZoneInfo(zone)):
        found.append(one)
        if len(found) > MOST_PERIODS:
            detail = f"That is more than {MOST_PERIODS} times one {length}: ask for longer ones."
            raise invalid([FieldError(field="by", detail=detail)])
    return tuple(found)


def no_such_region() -> Problem:
    """A region that is asked for by name, and nobody has it."""
    return Problem(404, "no_such_region", "There is no such region; `GET /v1/me` names yours.")
