"""A desk whose teams follow the sun, and the life of a ticket there: the view is always true.

Who is on is looked up in lists of shifts, not by the rules that find it out for the desk.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from domain.events import Event, MessageUnderstood
from domain.facts import RouteCandidate
from domain.policy import Policy, Relay, StaffingView, TeamStaffing
from domain.relay_events import TicketHandedOver
from domain.shifts import Roster
from domain.spans import Span, joined
from domain.vocabulary import THE_DESK, Actor, ActorKind, HandOverCause, Target, Tier
from tests.domain.building import DAY, HOUR, MINUTE, NINE, Life, a_policy
from tests.domain.rosters import roster, shift

LONGEST_VALIDITY = 15 * MINUTE
LONGEST_ABSENCE = 60 * DAY
BEFORE, AFTER = 14 * DAY, 21 * DAY  # of the time that is lived through: what lies around it

RELAY = Relay(acknowledge_within=20 * MINUTE)
EU, NA, APAC = "eu-care", "na-care", "apac-care"
LANGUAGES = {EU: "de", NA: "en", APAC: "en", "eu-lead": "de"}
# Nobody is on from 7 to 9 (UTC); from 15 to 17 two teams are.
SUN = {
    EU: roster("UTC", shift("09:00-17:00", "ana", "ben")),
    NA: roster("UTC", shift("15:00-23:00", "carl")),
    APAC: roster("UTC", shift("23:00-07:00", "mei", "nok")),
}
# Two teams are on as the first goes home, and a third comes ten minutes later.
FOUR_TEAMS = {
    EU: roster("UTC", shift("09:00-17:00", "ana")),
    NA: roster("UTC", shift("15:00-23:00", "carl")),
    APAC: roster("UTC", shift("16:00-02:00", "mei")),
    "latam-care": roster("UTC", shift("17:10-20:00", "dia")),
}
SHORT_DAY = {
    EU: roster("UTC", shift("09:00-13:00", "ana"), shift("09:00-17:00", "ben")),
    NA: roster("UTC", shift("12:00-23:00", "carl")),
}
BEN, CARL, MEI = (Actor(ActorKind.AGENT, name) for name in ("ben", "carl", "mei"))


class World:
    """Teams with everybody's shifts, from some days before `since` until some after `until`."""

    def __init__(
        self,
        rosters: Mapping[str, Roster],
        since: datetime,
        until: datetime,
        loads: Mapping[str, int] | None = None,
    ) -> None:
        frame = (since - BEFORE, until + AFTER)
        self._shifts = {team: _shifts(each, frame) for team, each in rosters.items()}
        self._loads = loads or {}
        self._turns = {
            team: [frame[0], *sorted(set(chain(*chain(*people.values()))) - {frame[0]})]
            for team, people in self._shifts.items()
        }
        self._on = {
            team: [_of(people, turn) for turn in self._turns[team]]
            for team, people in self._shifts.items()
        }

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(self._shifts)

    @property
    def agents(self) -> tuple[str, ...]:
        return tuple(sorted({agent for people in self._shifts.values() for agent in people}))

    def on(self, team: str, at: datetime) -> tuple[str, ...]:
        """Who of a team is on."""
        if team not in self._turns:
            return ()
        return self._on[team][bisect_right(self._turns[team], at) - 1]

    def is_on(self, agent: str, at: datetime) -> bool:
        """Whether an agent is on in any team; whom no roster shows lately or ever again, always."""
        shifts = [span for people in self._shifts.values() for span in people.get(agent, ())]
        known = any(end >= at - LONGEST_ABSENCE for _, end in shifts)
        return not known or bool(_present(shifts, at))

    def back(self, agent: str, at: datetime) -> datetime | None:
        """When an agent comes next, in any team."""
        coming = (_next(people.get(agent, []), at) for people in self._shifts.values())
        return min((one for one in coming if one is not None), default=None)

    def opens(self, team: str, at: datetime) -> datetime | None:
        """The first change that leaves anybody of the team on."""
        turns = self._turns.get(team, [])
        first = bisect_right(turns, at)
        return next((turn for turn in turns[first:] if self.on(team, turn)), None)

    def changes(self, at: datetime) -> datetime | None:
        """When anybody comes or goes next."""
        return min(
            (one for team in self._turns if (one := self._turn(team, at)) is not None),
            default=None,
        )

    def view(self, at: datetime) -> StaffingView:
        """As an activity would return it."""
        change = self.changes(at) or at + LONGEST_VALIDITY
        return StaffingView(
            hash=f"{at:%m-%d %H:%M}",
            valid_until=min(at + LONGEST_VALIDITY, change),
            teams={team: self._team(team, at) for team in self._shifts},
        )

    def _team(self, team: str, at: datetime) -> TeamStaffing:
        people, on = self._shifts[team], self.on(team, at)
        return TeamStaffing(
            on=on,
            until=self._turn(team, at) if on else None,
            next_opening=self.opens(team, at),
            load=self._loads.get(team, 0),
            shift_ends={agent: _present(people[agent], at)[0][1] for agent in on},
            next_shifts={
                agent: coming
                for agent, spans in people.items()
                if (coming := _next(spans, at)) is not None
            },
            left_at={
                agent: gone[-1]
                for agent, spans in people.items()
                if (gone := [end for _, end in spans if at - LONGEST_ABSENCE <= end <= at])
                and agent not in on
            },
        )

    def _turn(self, team: str, at: datetime) -> datetime | None:
        turns = self._turns[team]
        place = bisect_right(turns, at)
        return turns[place] if place < len(turns) else None


class SunLife(Life):
    """A ticket's life on a desk that knows who is on whenever it asks."""

    def __init__(
        self,
        policy: Policy | None = None,
        at: datetime = NINE,
        *,
        world: World | None = None,
        tier: Tier = Tier.STANDARD,
        standby: tuple[RouteCandidate, ...] | None = None,
    ) -> None:
        super().__init__(policy or a_relay(), at, tier=tier)
        self.world = world or World(SUN, at, at + 30 * DAY)
        self.happens(understood_by(at, standby or all_of(self.world.teams)))
        self.look()

    def who_is_on(self) -> StaffingView:
        return self.world.view(self.now)

    def until(self, hours: float) -> "SunLife":
        """Watch until so many hours after midnight of the first day."""
        midnight = self.story.ticket.opened_at.replace(hour=0, minute=0)
        self.watched(midnight + hours * HOUR - self.now)
        self.look()
        return self

    def hands_over(self, team: str, by: Actor, brief_id: str = "b-1") -> "SunLife":
        self.does("hand_over", by, team=team, brief_id=brief_id, staffing=self.who_is_on())
        return self

    def has_it(self) -> tuple[str | None, str | None]:
        """The team and the assignee."""
        return self.ticket.team, self.ticket.assignee


def a_relay(**changes: object) -> Policy:
    """A policy that passes work on; first reply and next reply within two hours, no solve."""
    usual: dict[str, object] = {
        "targets": {"first_reply": 2 * HOUR, "next_reply": 2 * HOUR},
        "acknowledge": False,
        "team_languages": LANGUAGES,
        "relay": RELAY,
    }
    return a_policy(**(usual | changes))


def all_of(teams: tuple[str, ...], speaks: tuple[str, ...] = ()) -> tuple[RouteCandidate, ...]:
    """Every team as one that could take over, each a region farther away."""
    return tuple(
        RouteCandidate(team, "everything", team in speaks, distance)
        for distance, team in enumerate(teams)
    )


def understood_by(at: datetime, standby: tuple[RouteCandidate, ...]) -> Event:
    """The first message is understood: the first of `standby` is to have it."""
    return MessageUnderstood(
        at=at,
        by=THE_DESK,
        message_id="m-1",
        language="en",
        confidence=0.9,
        candidates=standby[:1],
        standby=standby,
    )


def a_world(at: datetime = NINE, *, loads: Mapping[str, int] | None = None) -> World:
    """The three teams of the sun, with loads."""
    return World(SUN, at, at + 30 * DAY, loads)


def _shifts(each: Roster, frame: Span) -> dict[str, list[Span]]:
    """Everybody's shifts in a frame, joined from week to week."""
    spans: dict[str, list[Span]] = {agent: [] for agent in each.agents}
    monday = frame[0]
    while monday < frame[1]:
        for one in each.week(monday):
            spans[one.agent].append((one.start, one.end))
        monday += timedelta(days=7)
    return {agent: list(joined(found)) for agent, found in spans.items()}


def _of(people: Mapping[str, list[Span]], at: datetime) -> tuple[str, ...]:
    return tuple(agent for agent in sorted(people) if _present(people[agent], at))


def _present(spans: list[Span], at: datetime) -> list[Span]:
    return [span for span in spans if span[0] <= at < span[1]]


def _next(spans: list[Span], at: datetime) -> datetime | None:
    return next((start for start, _ in spans if start > at), None)


def without_relay(policy: Policy) -> Policy:
    """The policy as it was frozen before work passed on."""
    return replace(policy, relay=None)


def handed_over(life: Life) -> list[TicketHandedOver]:
    """Every time it went to another team, or to another agent."""
    return life.of(TicketHandedOver)


def solve_within(budget: timedelta, **changes: object) -> SunLife:
    """Ana's, who is on until five and again the next day at nine."""
    policy = a_relay(targets={Target.SOLVE: budget}, **changes)
    return SunLife(policy).does("claim")


def four_teams() -> SunLife:
    """Ana's until five; then two teams are on, and a third from ten past."""
    world = World(FOUR_TEAMS, NINE, NINE + 9 * DAY)
    policy = a_relay(targets={Target.SOLVE: 9 * HOUR})
    return SunLife(policy, world=world).does("claim")


def causes(life: SunLife) -> list[HandOverCause]:
    return [event.cause for event in handed_over(life)]
