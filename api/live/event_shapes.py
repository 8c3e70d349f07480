"""What is told of the desk as it happens: ids and facts, never a text."""

from datetime import datetime

from pydantic import BaseModel

from api.ticket_shapes import Author
from domain.live import Doing
from domain.vocabulary import Priority, Status


class TicketEventShape(BaseModel):
    """`event: ticket`: something happened; team, assignee and so on are as they stand since."""

    region: str
    position: int
    ticket_id: str
    sequence: int
    version: int
    kind: str
    at: datetime
    by: Author
    team: str | None
    assignee: str | None
    status: Status
    priority: Priority


class PresentShape(BaseModel):
    """Somebody at a ticket: an agent by name, or `customer`. Gone at `until`, unless renewed."""

    who: str
    doing: Doing
    since: datetime
    until: datetime


class PresenceEventShape(BaseModel):
    """`event: presence`: all who are at a ticket now; nobody where the list is empty."""

    region: str
    ticket_id: str
    present: list[PresentShape]


class RegionEventShape(BaseModel):
    """`event: notification`: the agent was told something there, or saw it elsewhere.

    `event: reset`: what was heard of the region has gaps; read anew what is shown.
    """

    region: str


class HelloEventShape(BaseModel):
    """`event: hello`, the first one: the regions that this stream tells of.

    Those `elsewhere` are in the key's scope, and served by other APIs. An agent is told once a
    minute to read them anew; others ask those APIs.
    """

    regions: list[str]
    elsewhere: list[str]


LiveEventShape = TicketEventShape | PresenceEventShape | RegionEventShape | HelloEventShape
