"""A ticket that hears of edits, deletions and receipts."""

from datetime import datetime
from typing import Any

from domain import story as tale
from domain.arrivals import News, NewsKind
from domain.events import Event, TicketRouted
from domain.facts import MessageReference
from domain.message_events import words_id
from domain.vocabulary import THE_DESK, Status
from tests.domain.building import CUSTOMER, NINE, Life, understood


def words(number: int = 1, at: datetime = NINE, of: str = "m-1") -> MessageReference:
    return MessageReference(words_id(of, f"{number}" * 64), "web", "shop", sent_at=at)


def hears(life: Life, kind: NewsKind, **facts: Any) -> Life:
    """The ticket is told something now."""
    one = News(f"{kind}-{facts}", kind, life.now, CUSTOMER.id, **facts)
    life.story = tale.heard(life.story, one, life.now)
    return life


def edits(life: Life, number: int = 1, of: str = "m-1") -> Life:
    return hears(life, NewsKind.EDITED, message=words(number, life.now, of), about=of)


def deletes(life: Life, of: str = "m-1") -> Life:
    return hears(life, NewsKind.DELETED, about=of)


def routed() -> Life:
    """A ticket whose first message was understood, and which a team that reads English has."""
    life = Life()
    life.happens(understood("m-1", NINE, "eu-care"))
    life.look()
    return life.happens(*_routing(life))


def _routing(life: Life) -> list[Event]:
    return [TicketRouted(at=life.now, by=THE_DESK, team="eu-care", language="en", reason="on now")]


def in_status(status: Status) -> Life:
    life = routed()
    match status:
        case Status.NEW:
            return life
        case Status.OPEN:
            return life.does("claim")
        case Status.WAITING:
            return life.does("reply")
        case Status.HELD:
            return life.does("hold")
        case _:
            return life.does("claim").does("solve")
