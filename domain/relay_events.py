"""What happens when work passes on: hand-overs, what teams are told, what customers are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts import ExpectedWait, Reached
from domain.happening import Happened
from domain.vocabulary import Doing, HandOverCause, NobodyOn


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHandedOver(Happened):
    """The ticket went to a team, with a brief; `told` are those of it who were on.

    `acknowledge_by` is None where nobody has to answer for it. `assignee` is whom it is kept for.
    """

    kind: Literal["ticket_handed_over"] = "ticket_handed_over"
    team: str
    language: str  # the team's first
    cause: HandOverCause
    reason: str  # how the team was chosen, in words
    from_team: str | None = None
    from_agent: str | None = None
    assignee: str | None = None
    acknowledge_by: datetime | None = None
    brief_id: str | None = None  # in the vault; None where there is nothing to say
    brief_by_desk: bool = False  # the desk wrote it, from what it knows
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverAcknowledged(Happened):
    """Somebody of the receiving team answers for the ticket from now on."""

    kind: Literal["hand_over_acknowledged"] = "hand_over_acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverLapsed(Happened):
    """Every team that is on was asked and none answered: the ticket stays in a queue."""

    kind: Literal["hand_over_lapsed"] = "hand_over_lapsed"
    team: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNotified(Happened):
    """A step tells those of a team who are on; `number` counts the pages of one step."""

    kind: Literal["team_notified"] = "team_notified"
    step: str
    doing: Doing
    team: str
    agents: tuple[str, ...]
    notification_id: str
    text: str
    number: int = 1
    again_at: datetime | None = None  # when the next page goes, unless somebody claims the ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyWasOn(Happened):
    """A step found nobody of its team on; `then` says what follows, `opening` when they are."""

    kind: Literal["nobody_was_on"] = "nobody_was_on"
    step: str
    doing: Doing
    team: str
    then: NobodyOn
    opening: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationReported(Happened):
    """What became of telling a team, agent by agent and way by way, and of its brief."""

    kind: Literal["notification_reported"] = "notification_reported"
    notification_id: str
    reached: tuple[Reached, ...] = ()
    brief_id: str | None = None
    language: str = ""  # in which the team reads the brief
    engine: str = ""  # who translated it, where it was
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTold(Happened):
    """The desk tells the customer, from a template, what happens next."""

    kind: Literal["customer_told"] = "customer_told"
    message_id: str
    template: str
    in_reply_to: str
    wait: ExpectedWait | None = None
