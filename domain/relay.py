"""What a ticket remembers of how it passed on: who had it, who is asked, what was said."""

from dataclasses import dataclass
from datetime import datetime

from domain.facts import ExpectedWait, StepAction
from domain.policy import Step
from domain.vocabulary import Because, HandOverCause, NotificationKind, Target


@dataclass(frozen=True, slots=True)
class HandOver:
    """The last hand-over. It waits for an acknowledgement while `awaits` says so."""

    team: str
    cause: HandOverCause
    at: datetime
    from_team: str | None = None
    from_agent: str | None = None
    acknowledge_by: datetime | None = None
    brief_id: str | None = None
    brief_by_desk: bool = False
    offered: tuple[str, ...] = ()  # the teams that were asked, one after the other
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    lapsed: bool = False  # nobody answered

    @property
    def awaits(self) -> bool:
        """Whether somebody of the team has yet to answer for the ticket."""
        return self.acknowledge_by is not None and self.acknowledged_at is None and not self.lapsed


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom others have the ticket meanwhile: the answer comes back to them."""

    agent: str
    team: str
    gave: bool = False  # by an own hand-over: it only comes back by one, or where others leave


@dataclass(frozen=True, slots=True)
class ActionWanted:
    """What a step that was taken has yet to do with people."""

    step: str
    action: StepAction
    since: datetime
    because: Because | None = None
    target: Target | None = None
    not_before: datetime | None = None  # nobody was on: when the team opens


@dataclass(frozen=True, slots=True)
class Paging:
    """A team that is paged until somebody claims the ticket."""

    step: str
    action: StepAction
    sent: int
    again_at: datetime | None
    because: Because | None = None  # as the step was taken
    rule: Step | None = None  # the step itself, where the ticket's policy has it no more


@dataclass(frozen=True, slots=True)
class NotificationWanted:
    """People who are to be told something, and where it is a hand-over, its brief."""

    id: str
    kind: NotificationKind
    team: str
    agents: tuple[str, ...]
    text: str = ""
    language: str = "en"
    brief_id: str | None = None
    brief_by_desk: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the customer expects: the wait that was last said, how often, and what came of it."""

    wait: ExpectedWait
    said_at: datetime
    corrections: int = 0
    answered_at: datetime | None = None

    @property
    def is_kept(self) -> bool | None:
        """Whether the answer came by the latest instant; None while it is awaited."""
        return None if self.answered_at is None else self.answered_at <= self.wait.latest
