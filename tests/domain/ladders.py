"""Builders for the tests of ladders: what steps do with people, who is on, a life that asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.events import Event, TicketEscalated
from domain.facts import StepAction
from domain.moves import AskStaffing, CloseOut, Record, Wait, next_move
from domain.policy import Policy, Relay, StaffingView, Step, TeamStaffing
from domain.relay_events import CustomerTold, NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import Doing, NobodyOn, Target
from tests.domain.building import DAY, HOUR, MINUTE, NINE, Life, a_policy, a_step

# A late look takes every step, then does what each of them wants, for each of which it may ask.
MOST_MOVES_AT_ONCE = 200

TELL_LEAD = StepAction(Doing.NOTIFY, "eu-lead", text="look")
TELL_BOSS = StepAction(Doing.NOTIFY, "eu-boss", text="look")
PAGE_LEAD = StepAction(Doing.PAGE, "eu-lead", text="now", every=10 * MINUTE, at_most=3)
PAGE_BOSS = StepAction(Doing.PAGE, "eu-boss", text="now", every=10 * MINUTE, at_most=3)
HAND_OVER = StepAction(Doing.HAND_OVER, "na-care")
ASSIGN = StepAction(Doing.ASSIGN, "na-care")
STILL_WORKING = StepAction(Doing.REPLY, template="still-working")

RELAY = Relay(acknowledge_within=20 * MINUTE, tell_the_customer=False)
PATIENT = replace(RELAY, when_nobody_is_on=NobodyOn.NEXT_SHIFT)

Did = TeamNotified | NobodyWasOn | TicketHandedOver | CustomerTold


@dataclass(frozen=True, slots=True)
class Duty:
    """One agent is on for one team, from an instant up to, and without, another."""

    team: str
    agent: str
    start: datetime
    end: datetime


def on(team: str, *agents: str, after: timedelta = -DAY, lasts: timedelta = 60 * DAY) -> list[Duty]:
    """Duties that begin so long after nine; by default they began before and end long after."""
    return [Duty(team, agent, NINE + after, NINE + after + lasts) for agent in agents]


class Rota:
    """Who is on when. A view of it is true until the next change, and for 15 minutes at most."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        self._duties = tuple(duties)

    def on(self, team: str, at: datetime) -> tuple[str, ...]:
        """Those of a team who are on at an instant."""
        return tuple(sorted({one.agent for one in self._of(team) if one.start <= at < one.end}))

    def view(self, at: datetime) -> StaffingView:
        """What an activity would have seen at an instant."""
        changes = (edge for one in self._duties for edge in (one.start, one.end) if edge > at)
        teams = {name: self._staffing(name, at) for name in sorted({d.team for d in self._duties})}
        return StaffingView(f"seen at {at}", min((at + 15 * MINUTE, *changes)), teams)

    def _staffing(self, team: str, at: datetime) -> TeamStaffing:
        duties = self._of(team)
        ends = {one.agent: one.end for one in duties if one.start <= at < one.end}
        left = {one.agent: one.end for one in duties if one.end <= at and one.agent not in ends}
        coming = {
            one.agent: one.start
            for one in sorted(duties, key=lambda one: one.start, reverse=True)
            if one.start > at
        }
        return TeamStaffing(
            on=self.on(team, at),
            until=min(ends.values(), default=None),
            next_opening=min(coming.values(), default=None),
            shift_ends=ends,
            next_shifts=coming,
            left_at=left,
        )

    def _of(self, team: str) -> list[Duty]:
        return [one for one in self._duties if one.team == team]


class StaffedLife(Life):
    """A life whose desk looks who is on whenever it wants to know."""

    def __init__(self, policy: Policy, rota: Rota, at: datetime = NINE) -> None:
        super().__init__(policy, at)
        self.rota = rota

    def look(self) -> datetime | None:
        """Record what `next_move` says until it waits; until when it waits."""
        for _ in range(MOST_MOVES_AT_ONCE):
            wait = self.one_move()
            if wait is not None:
                return wait.until
        raise AssertionError(f"no end of moves at {self.now}")

    def one_move(self) -> Wait | None:
        """Do what `next_move` says, once; the wait, where it says to wait."""
        match next_move(self.ticket, self.policy, self.story.staffing, self.now):
            case Wait(until) as wait:
                assert until is None or until > self.now, f"waits for the past at {self.now}"
                return wait
            case Record(event) | CloseOut(event):
                self.happens(event)
            case AskStaffing():
                assert not self.story.staffing.is_fresh(self.now), "asks what it knows"
                self.story = replace(self.story, staffing=self.rota.view(self.now))
        return None

    def did(self) -> list[Did]:
        """What steps did with people."""
        found: list[Did] = []
        for event in self.events:
            if isinstance(event, TeamNotified | NobodyWasOn | CustomerTold):
                found.append(event)
            if isinstance(event, TicketHandedOver) and event.reason.endswith("of the ladder"):
                found.append(event)
        return found


def a_ladder(*steps: Step, relay: Relay | None = RELAY, **changes: Any) -> Policy:
    """A policy with these steps, numbered; others as in `a_policy`."""
    numbered = (replace(step, name=f"step {place}") for place, step in enumerate(steps, 1))
    return a_policy(steps=tuple(numbered), relay=relay, acknowledge=False, **changes)


def after(offset: timedelta, *actions: StepAction, **changes: Any) -> Step:
    """A step so long after the opening."""
    return a_step(offset=offset, actions=actions, **changes)


def breach(*actions: StepAction, offset: timedelta = 0 * HOUR, **changes: Any) -> Step:
    """A step at the breach of the first reply, or later."""
    first = Target.FIRST_REPLY
    return a_step(relative_to="breach", target=first, offset=offset, actions=actions, **changes)


def steps_taken(life: Life) -> list[tuple[str, timedelta]]:
    """Each step that was taken, as long after nine as it fell due."""
    return [(event.step, event.at - NINE) for event in life.of(TicketEscalated)]


def since_nine(events: Iterable[Event]) -> list[timedelta]:
    """When they were true, as long after nine."""
    return [event.at - NINE for event in events]
