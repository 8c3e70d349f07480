"""What a client asks of the list of tickets, read into what the desk looks for."""

import json
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api import cursors
from api.authentication import Asker
from api.cursors import Listing
from api.door import TheDoor
from api.fields import Channel, Identifier, Instant, Language, Topic
from api.joining import TheOthers
from api.numbers.behind import Narrowable, behind
from api.problems import FieldError, Problem, invalid
from api.sight import agent_of
from domain.access import ApiKey
from domain.lists import Filter, Sort, Span
from domain.residency import SEES_TEXT
from domain.vocabulary import Priority, Status, Tier
from domain.words import sought

MOST_SOUGHT = 40
MOST_IDS = 100
LONGEST_SEARCH = 200
MINE, NOBODYS = "me", "nobody"


class Direction(StrEnum):
    """Whether a list begins with the earliest or with the latest."""

    ASC = "asc"
    DESC = "desc"


class WaitingFor(StrEnum):
    """Who has the next word in a ticket."""

    DESK = "desk"
    CUSTOMER = "customer"


WAITING = {WaitingFor.DESK: (Status.NEW, Status.OPEN), WaitingFor.CUSTOMER: (Status.WAITING,)}


class TicketQuery(Narrowable):
    """The query of the list: known names with values of the right kind, or nothing at all."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: Annotated[
        list[Identifier],
        Field(
            default_factory=list,
            max_length=MOST_IDS,
            description="Of these tickets alone those that the list has.",
        ),
    ]
    status: Annotated[
        list[Status],
        Field(
            default_factory=list, max_length=20, description="Several may be named: any of them."
        ),
    ]
    team: Annotated[
        list[Identifier],
        Field(
            default_factory=list, max_length=20, description="Several may be named: any of them."
        ),
    ]
    waiting_for: Annotated[
        WaitingFor | None,
        Field(description="Whose turn it is: `desk` for new and open tickets, or `customer`."),
    ] = None
    unacknowledged: Annotated[
        bool,
        Field(description="Those alone of which a hand-over to their team waits for an answer."),
    ] = False
    assignee: Annotated[Identifier | None, Field(description="An agent; `me`, or `nobody`.")] = None
    priority: Priority | None = None
    topic: Topic | None = None
    language: Annotated[
        Language | None, Field(description="With all of its variants: `zh` lists `zh-Hant`, too.")
    ] = None
    channel: Channel | None = None
    tier: Tier | None = None
    customer_id: Identifier | None = None
    opened_since: Instant | None = None
    opened_before: Instant | None = None
    updated_since: Instant | None = None
    updated_before: Instant | None = None
    due_before: Annotated[
        Instant | None, Field(description="A clock of the ticket runs out before that instant.")
    ] = None
    breached: Annotated[
        bool | None, Field(description="Whether a target was missed, even if met later.")
    ] = None
    search: Annotated[
        str | None,
        Field(
            max_length=LONGEST_SEARCH,
            description="Words that all stand in the ticket's texts; such a list goes by `opened`.",
        ),
    ] = None
    sort: Annotated[
        Sort | None,
        Field(description="`updated` unless said; `due` lists tickets alone whose clock runs."),
    ] = None
    direction: Annotated[
        Direction | None, Field(description="`desc` unless said; for `due` it is `asc`.")
    ] = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PageQuery(BaseModel):
    """The query of what belongs to one ticket: by default all of it, but for the very longest."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 1_000


async def wanted(
    asked: Annotated[TicketQuery, Query()], key: Asker, door: TheDoor, others: TheOthers
) -> Filter:
    """What the list is to show. Raises a Problem."""
    words = _words(asked, key)
    sort = _sort(asked, words)
    figure = behind(asked)
    found = Filter(
        ids=tuple(sorted(set(asked.id))) or None,
        statuses=_statuses(asked),
        team=None if figure else tuple(sorted(set(asked.team))) or None,
        assignee=_assignee(asked, key),
        unassigned=asked.assignee == NOBODYS,
        priority=asked.priority,
        topic=None if figure else asked.topic,
        language=None if figure else asked.language,
        channel=None if figure else asked.channel,
        tier=asked.tier,
        customer_id=asked.customer_id,
        opened=Span(asked.opened_since, asked.opened_before),
        updated=Span(asked.updated_since, asked.updated_before),
        due_before=asked.due_before,
        breached=asked.breached,
        unacknowledged=asked.unacknowledged,
        words=words,
        region=asked.region,
        behind=figure,
        sort=sort,
        ascending=_ascending(asked, sort),
        limit=asked.limit,
    )
    if asked.cursor is None:
        return replace(found, after=others.after)
    return replace(found, after=cursors.read(door.cursor_key, listing(found), asked.cursor))


Wanted = Annotated[Filter, Depends(wanted)]


def listing(wanted: Filter) -> Listing:
    """The list, as its cursors know it: wherever it begins and however long its pages are."""
    direction = Direction.ASC if wanted.ascending else Direction.DESC
    what = asdict(replace(wanted, after=None, limit=1))
    name = f"tickets by {wanted.sort} {direction}"
    return Listing(name, json.dumps(what, default=str, sort_keys=True))


def _words(asked: TicketQuery, key: ApiKey) -> tuple[str, ...]:
    """The words that are sought. Raises a Problem where there is none, or none may be sought."""
    if asked.search is None:
        return ()
    if key.role not in SEES_TEXT:
        raise Problem(
            403,
            "search_not_admitted",
            "Only who may read texts may search them: this needs the role agent or privacy.",
        )
    words = sought(asked.search)
    if not words:
        raise invalid([FieldError(field="search", detail="There is no word in it to look for.")])
    if len(words) > MOST_SOUGHT:
        detail = f"Look for at most {MOST_SOUGHT} words, or letters where words have no spaces."
        raise invalid([FieldError(field="search", detail=detail)])
    return words


def _statuses(asked: TicketQuery) -> tuple[Status, ...] | None:
    """Those that were named; of those, where it is said who waits, in which they do."""
    named = tuple(sorted(set(asked.status)))
    if asked.waiting_for is None:
        return named or None
    waiting = WAITING[asked.waiting_for]
    return tuple(one for one in waiting if one in named) if named else waiting


def _sort(asked: TicketQuery, words: tuple[str, ...]) -> Sort:
    if not words:
        return asked.sort or Sort.UPDATED
    if asked.sort not in (None, Sort.OPENED):
        detail = "What is found by words goes by `opened`; leave `sort` out."
        raise invalid([FieldError(field="sort", detail=detail)])
    return Sort.OPENED


def _ascending(asked: TicketQuery, sort: Sort) -> bool:
    if asked.direction is None:
        return sort is Sort.DUE
    return asked.direction is Direction.ASC


def _assignee(asked: TicketQuery, key: ApiKey) -> str | None:
    if asked.assignee == NOBODYS:
        return None
    return agent_of(key) if asked.assignee == MINE else asked.assignee
