"""The tickets behind a figure: what the list of tickets takes beside its own query."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field

from api.fields import Country, Identifier, Instant
from api.numbers.asking import Without, narrowing
from api.problems import FieldError, invalid
from domain.analytics import Behind, Narrowing
from domain.figures import Counted
from domain.periods import Period

SOLVED_OF_OPENED: Final = {"opened_and_solved": 1, "opened_and_unsolved": 0}
CountedFigure = StrEnum(  # type: ignore[misc] # mypy reads only members that are written out
    "CountedFigure",
    [(name.upper(), name) for name in (*(str(one) for one in Counted), *SOLVED_OF_OPENED)],
)
NO_END: Final = datetime(9999, 1, 1, tzinfo=UTC)  # the same for every page of the list
WITH_IT: Final = ("since", "before", "country", "without")  # what says nothing without `counted`


class CountedQuery(BaseModel):
    """Which figure's tickets a list shows; its other filters narrow the figure as analytics do."""

    counted: Annotated[
        CountedFigure | None,
        Field(
            description="Lists the tickets behind a figure: the query of `GET /v1/analytics` goes "
            "with it, in which `team` is the one that had the ticket at that instant."
        ),
    ] = None
    since: Annotated[Instant | None, Field(description="With `counted`: from then on.")] = None
    before: Annotated[Instant | None, Field(description="With `counted`: before then.")] = None
    region: Annotated[Identifier | None, Field(description="The ticket's home.")] = None
    country: Annotated[
        Country | None, Field(description="With `counted`: where the customer is at home.")
    ] = None
    without: Without = []


class Narrowable(CountedQuery):
    """The same with the filters of the list that narrow a figure, too."""

    team: list[Identifier] = []
    topic: str | None = None
    language: str | None = None
    channel: str | None = None
    search: str | None = None


def behind(asked: Narrowable) -> Behind | None:
    """The figure whose tickets are asked for, if any is. Raises a Problem."""
    if asked.counted is None:
        _expect_nothing_of_figures(asked)
        return None
    if asked.search is not None:
        detail = "Words are not looked for among the tickets behind a figure; leave it out."
        raise invalid([FieldError(field="search", detail=detail)])
    name = asked.counted.value
    what = Counted.OPENED if name in SOLVED_OF_OPENED else Counted(name)
    period = None if what is Counted.BACKLOG else _period(asked)
    return Behind(what, period, SOLVED_OF_OPENED.get(name), _narrowing(asked))


def _expect_nothing_of_figures(asked: Narrowable) -> None:
    said = [name for name in WITH_IT if getattr(asked, name)]
    if said:
        detail = "This narrows figures: name one in `counted`, or leave it out."
        raise invalid([FieldError(field=name, detail=detail) for name in said])


def _period(asked: Narrowable) -> Period:
    if asked.since is None:
        raise invalid([FieldError(field="since", detail="Say from when on it is counted.")])
    if asked.since >= (before := asked.before or NO_END):
        detail = "The period ends before it begins: `since` has to be earlier than `before`."
        raise invalid([FieldError(field="since", detail=detail)])
    return Period(asked.since, before)


def _team(asked: Narrowable) -> str | None:
    if len(asked.team) > 1:
        detail = "A figure is of one team, or of all: name one."
        raise invalid([FieldError(field="team", detail=detail)])
    return next(iter(asked.team), None)


def _narrowing(asked: Narrowable) -> Narrowing:
    named = {
        "country": asked.country,
        "channel": asked.channel,
        "language": asked.language and asked.language.partition("-")[0].lower(),
        "team": _team(asked),
        "topic": asked.topic,
    }
    return narrowing(named, asked.without)
