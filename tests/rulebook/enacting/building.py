"""What the tests of the enactment share: a ticket of nine o'clock, and who answers it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.events import MessageUnderstood
from domain.facts import MessageReference, RouteCandidate
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.ticket import DeliveryWanted, Ticket, TranslationWanted
from domain.vocabulary import THE_DESK
from rulebook.enacting.enactment import AtOnce, Done, Enactment, Later, Scene, Understood, enact
from tests.domain.building import (
    DAY,
    HOUR,
    NINE,
    a_policy,
    an_opening,
    command,
    news,
    staffing,
)

ON = TeamStaffing(on=("ana", "bob"), next_opening=NINE + DAY)
A_TEAM = (RouteCandidate("eu-care", "everything", speaks=True),)


def who_is_on(at: datetime, _: Ticket) -> StaffingView:
    return staffing(at, lasts=HOUR, eu_care=ON)


def understood(at: datetime, ticket: Ticket, message: MessageReference) -> Understood:
    """In Portuguese, for eu-care, which reads English."""
    opens = ticket.team is None
    return Understood(
        MessageUnderstood(
            at=at,
            by=THE_DESK,
            message_id=message.id,
            language="pt",
            confidence=0.9,
            candidates=A_TEAM if opens else (),
        ),
        who_is_on(at, ticket) if opens else None,
    )


@dataclass(frozen=True)
class Slow(AtOnce):
    """Each kind of errand takes as long as is said here."""

    takes: dict[str, timedelta] = field(default_factory=dict)

    def delivery(self, at: datetime, ticket: Ticket, wanted: DeliveryWanted) -> Any:
        return self._late("delivery", at, AtOnce.delivery(self, at, ticket, wanted))

    def translation(self, at: datetime, ticket: Ticket, wanted: TranslationWanted) -> Any:
        return self._late("translation", at, AtOnce.translation(self, at, ticket, wanted))

    def written(self, at: datetime) -> datetime:
        return at + self.takes.get("written", timedelta(0))

    def _late(self, kind: str, at: datetime, answer: object) -> object:
        return Later(at + self.takes[kind], answer) if kind in self.takes else answer


def lived(
    *done: Done,
    policy: Policy | None = None,
    until: datetime = NINE + 40 * DAY,
    outside: AtOnce | None = None,
) -> Enactment:
    """What became of a ticket that opened at nine with a message."""
    first = Done(NINE, news("m-1", NINE))
    scene = Scene("eu-1", "eu", an_opening(), policy or a_policy(), (first, *done), until)
    return enact(scene, outside or AtOnce(who_is_on, understood))


def does(after: timedelta, kind: str, **fields: Any) -> Done:
    return Done(NINE + after, command(kind, **fields))


def writes(after: timedelta, message: str, accepted: timedelta | None = None) -> Done:
    return Done(NINE + after, news(message, NINE + (after if accepted is None else accepted)))


def kinds(enacted: Enactment) -> list[str]:
    return [entry.event.kind for entry in enacted.entries]


def when(enacted: Enactment, kind: str) -> list[timedelta]:
    """When what is of a kind was true, counted from the opening."""
    return [one.event.at - NINE for one in enacted.entries if one.event.kind == kind]


def of(enacted: Enactment, kind: type[Any]) -> list[Any]:
    return [one.event for one in enacted.entries if isinstance(one.event, kind)]
