"""Random desks, and sixty days of a ticket there, looked at exactly when the desk would look."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from domain import story as tale
from domain.commands import Refusal
from domain.events import Event
from domain.facts import RouteCandidate, StepAction
from domain.patterns import Override, OverrideKind, ShiftPattern
from domain.policy import Policy, Relay, Step
from domain.shifts import EVERY_WEEK, Roster
from domain.ticket import Ticket
from domain.vocabulary import Actor, ActorKind, Doing, NobodyOn, Status, Target, Tier
from tests.domain.building import DAY, HOUR, MINUTE, a_policy, command
from tests.domain.calendars import at
from tests.domain.follow_the_sun import SunLife, World, all_of
from tests.domain.reckoning import CALENDARS
from tests.domain.rosters import EVERY_DAY, WORKDAYS, roster, shift

LONG = 60 * DAY
STARTS = (at("2026-03-02 08:50:00"), at("2026-10-12 21:10:00"))  # the clocks change on the way
TEAMS = ("eu-care", "na-care", "apac-care", "latam-care")
STRANGER = "zoe"  # whom no roster knows
PEOPLE = ("ana", "ben", "carl", "dia", "mei", "kim")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
SHIFTS = ("09:00-17:00", "08:30-12:30", "13:00-21:00", "22:00-06:00", "00:00-24:00", "16:50-17:10")
BUDGETS = (5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 20 * HOUR, 3 * DAY)
GAPS = (0, 3, 15, 45, 170, 600, 1_000, 2_000, 7_000)  # minutes between what people do
DOINGS = (
    *("writes", "writes", "claim", "claim", "reply", "reply", "hand_over", "hand_over"),
    *("acknowledge", "acknowledge", "hold", "release", "solve", "reopen", "outage"),
)

Deed = tuple[int, str, int]  # after so many minutes, somebody does this


@dataclass(frozen=True)
class Plan:
    """A desk, a promise, and what people do in sixty days."""

    start: datetime
    rosters: dict[str, Roster]
    policy: Policy
    tier: Tier
    standby: tuple[RouteCandidate, ...]
    loads: dict[str, int]
    script: list[Deed]

    def life(self) -> SunLife:
        world = World(self.rosters, self.start, self.start + LONG, self.loads)
        return SunLife(self.policy, self.start, world=world, tier=self.tier, standby=self.standby)


@dataclass
class Days:
    """Sixty days: the desk looks when it said it would; `notice` hears of all that follows."""

    life: SunLife
    script: list[Deed]
    deeds: int = 0
    watchers: list["Watcher"] = field(default_factory=list)

    def lived(self) -> SunLife:
        end = self.life.now + LONG
        for gap, doing, number in self.script:
            self._passes(min(gap * MINUTE, end - self.life.now))
            self._does(doing, number)
        self._passes(end - self.life.now)
        self._looks()
        return self.life

    def _passes(self, span: timedelta) -> None:
        """Whenever anybody comes or goes all must be well, whether the desk looks then or not."""
        end, until = self.life.now + span, self._looks()
        while self.life.ticket.status is not Status.CLOSED:
            turn = self.life.world.changes(self.life.now)
            moment = min(one for one in (until, turn, end) if one is not None)
            if moment >= end:
                break
            self.life.now = moment
            for watcher in self.watchers if moment == turn else ():
                watcher.turned()
            if moment == until:
                until = self._looks()
            for watcher in self.watchers:
                watcher.rests(self.life)
        self.life.now = end

    def _looks(self) -> datetime | None:
        before = len(self.life.story.unwritten)
        until = self.life.look()
        self._tells(before)
        for watcher in self.watchers:
            watcher.rests(self.life)
        return until

    def _does(self, doing: str, number: int) -> None:
        self.deeds += 1
        life, before = self.life, len(self.life.story.unwritten)
        if doing == "outage":
            life.later(number * HOUR)
        elif doing == "writes" and life.ticket.status is not Status.CLOSED:
            life.writes()
        elif doing != "writes":
            self._asks(doing, number)
        for watcher in self.watchers:
            watcher.turned()
        self._tells(before)

    def _tells(self, before: int) -> None:
        for entry in self.life.story.unwritten[before:]:
            for watcher in self.watchers:
                watcher.happened(self.life, entry.event)

    def _asks(self, doing: str, number: int) -> None:
        life = self.life
        on = life.world.on(life.ticket.team or "", life.now)
        people = on if on and number % 4 else (*life.world.agents, STRANGER)
        by = Actor(ActorKind.AGENT, people[number % len(people)])
        fields: dict[str, object] = {}
        if doing == "hand_over":
            teams = life.world.teams
            team = teams[number % len(teams)]
            fields = {"team": team, "brief_id": f"b-{self.deeds}", "staffing": life.who_is_on()}
        if doing == "hold":
            fields = {"until": life.now + (number + 1) * HOUR}
        if doing == "reply":
            fields = {"message_id": f"r-{self.deeds}"}
        after = tale.asked(life.story, command(doing, by, **fields), life.now)
        if not isinstance(after, Refusal):
            life.story = after


class Watcher:
    """Judges what it sees. `turned`: somebody came, left or did something."""

    def turned(self) -> None:
        """Nothing to judge."""

    def happened(self, life: SunLife, event: Event) -> None:
        """Nothing to judge."""

    def rests(self, life: SunLife) -> None:
        """Nothing to judge."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Two to four teams, of which the first opens every week whatever is overridden elsewhere."""
    start = draw(st.sampled_from(STARTS))
    teams = TEAMS[: draw(st.integers(2, len(TEAMS)))]
    rosters = {team: draw(_rosters(start, is_sure=team == TEAMS[0])) for team in teams}
    order = draw(st.permutations(teams))
    speaks = tuple(team for team in teams if draw(st.booleans()))
    return Plan(
        start=start,
        rosters=rosters,
        policy=draw(_policies(teams)),
        tier=draw(st.sampled_from([Tier.STANDARD, Tier.STANDARD, Tier.EMERGENCY])),
        standby=all_of(tuple(order), speaks),
        loads={team: draw(st.integers(0, 9)) for team in teams},
        script=draw(
            st.lists(
                st.tuples(st.sampled_from(GAPS), st.sampled_from(DOINGS), st.integers(0, 40)),
                min_size=8,
                max_size=40,
            )
        ),
    )


@st.composite
def _rosters(draw: st.DrawFn, start: datetime, is_sure: bool) -> Roster:
    patterns = draw(st.lists(_patterns(), min_size=1 if is_sure else 0, max_size=3))
    if is_sure:
        return roster(draw(st.sampled_from(ZONES)), *patterns)
    first = start.date()
    holidays: list[date] = [
        first + timedelta(days=day) for day in draw(st.lists(st.integers(0, 59), max_size=4))
    ]
    return roster(
        draw(st.sampled_from(ZONES)),
        *patterns,
        rotation=replace(EVERY_WEEK, weeks=2),
        overrides=list(_agreeing(draw(st.lists(_overrides(start), max_size=4)))),
        holidays=holidays,
    )


@st.composite
def _patterns(draw: st.DrawFn) -> ShiftPattern:
    agents = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True))
    days = draw(
        st.sampled_from([EVERY_DAY, WORKDAYS])
        | st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple)
    )
    return shift(draw(st.sampled_from(SHIFTS)), *agents, days=days)


@st.composite
def _overrides(draw: st.DrawFn, start: datetime) -> Override:
    kind = draw(st.sampled_from(OverrideKind))
    agent, other = draw(st.permutations(PEOPLE))[:2]
    since = start + draw(st.integers(0, 59 * 24)) * HOUR
    lasts = draw(st.sampled_from([HOUR, 5 * HOUR, 3 * DAY, 14 * DAY]))
    return Override(
        kind, agent, since, since + lasts, other if kind is OverrideKind.REPLACE else None
    )


def _agreeing(overrides: list[Override]) -> Iterator[Override]:
    kept: list[Override] = []
    for one in overrides:
        if not any(one.contradicts(other) for other in kept):
            kept.append(one)
            yield one


@st.composite
def _policies(draw: st.DrawFn, teams: tuple[str, ...]) -> Policy:
    targets = draw(st.lists(st.sampled_from(Target), min_size=1, unique=True))
    ladder = draw(st.lists(_steps(teams), max_size=2))
    relay = Relay(
        acknowledge_within=draw(st.sampled_from([3 * MINUTE, 20 * MINUTE, 2 * HOUR])),
        when_nobody_is_on=draw(st.sampled_from(NobodyOn)),
        handling_time=draw(st.sampled_from([None, 7 * MINUTE, HOUR])),
        progress_note_after=draw(st.sampled_from([None, 5 * HOUR, 3 * DAY])),
    )
    return a_policy(
        calendar=draw(st.sampled_from(list(CALENDARS.values()))),
        targets={target: draw(st.sampled_from(BUDGETS)) for target in targets},
        pause_while=draw(
            st.sampled_from([(Status.WAITING, Status.HELD), (Status.HELD,), ()]),
        ),
        reopen_within=30 * DAY,
        acknowledge=draw(st.booleans()),
        relay=relay,
        steps=tuple(replace(step, name=f"step {place}") for place, step in enumerate(ladder, 1)),
        team_languages=dict.fromkeys(teams, "en"),
    )


@st.composite
def _steps(draw: st.DrawFn, teams: tuple[str, ...]) -> Step:
    doing = draw(st.sampled_from([Doing.NOTIFY, Doing.PAGE, Doing.HAND_OVER, Doing.ASSIGN]))
    action = StepAction(
        doing=doing,
        team=draw(st.sampled_from(teams)),
        text="{ticket} has {left} left",
        every=10 * MINUTE if doing is Doing.PAGE else None,
        at_most=3 if doing is Doing.PAGE else 1,
    )
    relative_to = draw(st.sampled_from(["opening", "breach"]))
    return Step(
        name="step",
        relative_to=relative_to,
        target=None if relative_to == "opening" else draw(st.sampled_from(Target)),
        offset=draw(st.sampled_from([timedelta(0), HOUR, 10 * HOUR])),
        take_back=draw(st.booleans()),
        actions=(action,),
    )


def open_promises(ticket: Ticket) -> bool:
    """Whether a promise runs, or is broken and owed while the ticket is worked on."""
    at_work = ticket.status in (Status.NEW, Status.OPEN)
    running = any(clock.state == "running" for clock in ticket.clocks)
    owed = any(clock.state == "breached" and not clock.stopped_at for clock in ticket.clocks)
    return running or (at_work and owed)
