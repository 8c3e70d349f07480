"""A period's worth of tickets, as a desk would have recorded them: each enacted from a script.

The scripts are drawn by chance, the same for the same seed: who writes when, who claims, answers,
hands over, holds, solves, and how long each takes. Some tickets are forgotten. Agents work while
their team is on, unless a test wants them to work at any hour.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Final, TypeVar

from domain import commands
from domain.arrivals import News, NewsKind, Opening
from domain.commands import Command
from domain.events import MessageUnderstood
from domain.facts import MessageReference
from domain.ledger import Entry
from domain.policy import StaffingView
from domain.routing import History, Matter
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Actor, ActorKind, Priority, Tier
from rulebook.backtesting.calendars import FrozenOnce, StaffingOnce
from rulebook.enacting.enactment import AtOnce, Done, Later, Scene, Understood, enact
from rulebook.facts import Desk
from rulebook.topics import DeskRouting

BY_DAY: Final = 0.85
AN_HOUR: Final = timedelta(hours=1)
INTAKE: Final = timedelta(milliseconds=300)
TIERS: Final = {Tier.STANDARD: 90, Tier.VIP: 9, Tier.EMERGENCY: 1}
PRIORITIES: Final = {Priority.NORMAL: 80, Priority.LOW: 8, Priority.HIGH: 9, Priority.URGENT: 3}
KINDS: Final = {"ordinary": 70, "passed on": 8, "held": 6, "slow": 11, "forgotten": 5}

WhatTheyHave = Callable[[str, datetime], Mapping[str, int]]  # of a region, at an instant
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Life:
    """What a ticket's ledger holds, and the ticket with its policy at the end."""

    entries: tuple[Entry, ...]
    story: Story


@dataclass(frozen=True, slots=True)
class About:
    """What a customer's messages are in and about."""

    language: str = "en"
    topic: str | None = None
    matches: tuple[str, ...] = ()  # the patterns of routing that stand in them
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class _Outside(AtOnce):
    """Messages are understood a moment after they came."""

    pause: timedelta = field(default=INTAKE)

    def understanding(
        self, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood | Later[Understood] | None:
        return Later(at + self.pause, self.understand(at, ticket, message))


class Lives:
    """Makes tickets of a desk. `loads` says what teams have to do, whatever these tickets are."""

    def __init__(
        self, desk: Desk, loads: WhatTheyHave = lambda region, at: {}, *, at_any_hour: bool = False
    ) -> None:
        self._desk, self._loads, self._at_any_hour = desk, loads, at_any_hour
        self._frozen, self._staffing = FrozenOnce(desk), StaffingOnce(desk)
        self._routing = DeskRouting(desk)

    def numbered(self, number: int, since: datetime, until: datetime, seed: int) -> Life:
        """One of the tickets that are opened between two instants, as it stands at the second."""
        chance = random.Random(f"{seed} {number}")
        return self.one(number, chance, since + (until - since) * chance.random(), until)

    def one(self, number: int, chance: random.Random, opened_at: datetime, until: datetime) -> Life:
        """One ticket. Most customers write by day, when somebody is there."""
        region = chance.choice(sorted(self._desk.regions))
        about = About(
            language=chance.choice(self._desk.regions[region].languages),
            topic=chance.choice((None, *(topic.name for topic in self._desk.topics))),
        )
        team = self._team(chance, region, about)
        by_day = self._at_work(team, opened_at) + AN_HOUR * chance.random()
        if by_day < until and chance.random() < BY_DAY:
            opened_at = by_day
        opening = Opening(
            channel=self._desk.accounts[0].channel,
            account=self._desk.accounts[0].account,
            customer_id=f"c-{number}",
            accepted_at=opened_at,
            region_reason="declared country",
            priority=_drawn(chance, PRIORITIES),
            tier=_drawn(chance, TIERS),
        )
        policy = self._frozen.policy(region, opening)
        assert policy is not None
        scene = Scene(
            ticket_id=f"{region}-01j{number:023d}",
            region=region,
            opening=opening,
            policy=policy,
            done=tuple(self._script(number, chance, opening, region, team)),
            until=until,
        )
        return self.lived(scene, about)

    def lived(self, scene: Scene, about: About) -> Life:
        """What becomes of a scene in which the customer writes about that."""
        lived = enact(scene, _Outside(self._who_is_on, lambda *asked: self._found(about, *asked)))
        return Life(lived.entries, lived.story)

    def _script(
        self, number: int, chance: random.Random, opening: Opening, region: str, team: str
    ) -> Iterator[Done]:
        agent = Actor(ActorKind.AGENT, chance.choice(self._desk.teams[team].members).id)
        script = _Script(number, chance, opening, agent, partial(self._at_work, team))
        kind = _drawn(chance, KINDS)
        if kind == "passed on":
            receiver = chance.choice(sorted(self._desk.teams))
            return script.told(kind, lambda at: self._hand_over(agent, receiver, region, at))
        return script.told(kind)

    def _team(self, chance: random.Random, region: str, about: About) -> str:
        """The team that routing names first; any of the region, where agents do as they like."""
        if self._at_any_hour:
            names = (name for name, team in self._desk.teams.items() if team.region == region)
            return chance.choice(sorted(names))
        matter = Matter(region, about.topic, about.language, Tier.STANDARD, Priority.NORMAL)
        return self._routing.candidates(matter)[0].team

    def _at_work(self, team: str, at: datetime) -> datetime:
        """When somebody of the team is on, from an instant on."""
        staff = self._staffing.view(at, {}).teams[team]
        return at if staff.on or self._at_any_hour else staff.next_opening or at

    def _hand_over(self, agent: Actor, team: str, region: str, at: datetime) -> Command:
        view = self._staffing.view(at, self._loads(region, at))
        return commands.HandOver(by=agent, team=team, brief_id=f"brief-{at}", staffing=view)

    def _who_is_on(self, at: datetime, ticket: Ticket) -> StaffingView:
        return self._staffing.view(at, self._loads(ticket.region, at))

    def _found(
        self, about: About, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood:
        opens = ticket.team is None
        matter = Matter(
            ticket.region,
            about.topic,
            about.language,
            ticket.tier,
            ticket.priority,
            about.history.tickets,
            about.history.last_team,
            about.matches,
        )
        event = MessageUnderstood(
            at=at,
            by=THE_DESK,
            message_id=message.id,
            language=about.language,
            confidence=0.9,
            topic=about.topic if opens else None,
            candidates=self._routing.candidates(matter) if opens else (),
            standby=self._routing.standby(matter, None) if opens else (),
        )
        return Understood(event, self._who_is_on(at, ticket) if opens else None)


class _Script:
    """What a customer and an agent do, one after the other."""

    def __init__(
        self,
        number: int,
        chance: random.Random,
        opening: Opening,
        agent: Actor,
        at_work: Callable[[datetime], datetime],
    ) -> None:
        self._chance, self._opening, self._agent = chance, opening, agent
        self._at_work = at_work
        self._at = opening.accepted_at
        self._ids = (f"{number}-{place}" for place in count(1))

    def told(
        self, kind: str, hand_over: Callable[[datetime], Command] | None = None
    ) -> Iterator[Done]:
        """From the first message on."""
        yield self._writes()
        if kind == "forgotten":
            return
        yield self._does(commands.Claim(by=self._agent), 300 if kind == "slow" else 12)
        if kind == "held":
            yield from self._is_held()
        yield self._answers(400 if kind == "slow" else 10)
        if hand_over is not None:
            self._passes(30)
            yield Done(self._at, hand_over(self._at))
        while self._chance.random() < 0.4:
            self._passes(90)
            yield self._writes()
            yield self._answers(25)
        yield from self._is_solved()

    def _is_held(self) -> Iterator[Done]:
        until = self._at + timedelta(hours=self._chance.uniform(2, 60))
        yield self._does(commands.Hold(by=self._agent, until=until, reason_id="why"), 5)
        yield self._does(commands.Note(by=self._agent, message_id=next(self._ids)), 60)
        self._at = max(self._at, until)

    def _is_solved(self) -> Iterator[Done]:
        yield self._does(commands.Solve(by=self._agent), 40)
        customer = Actor(ActorKind.CUSTOMER, self._opening.customer_id)
        if self._chance.random() < 0.3:
            score = self._chance.randint(1, 5)
            yield self._does(commands.Rate(by=customer, score=score), 600)
        if self._chance.random() < 0.1:
            self._passes(2_000)
            yield self._writes()
            yield self._answers(60)
            yield self._does(commands.Solve(by=self._agent), 40)

    def _writes(self) -> Done:
        name, opening = next(self._ids), self._opening
        message = MessageReference(name, opening.channel, opening.account, self._at)
        news = News(name, NewsKind.MESSAGE, self._at, opening.customer_id, message)
        return Done(self._at, news)

    def _answers(self, minutes: float) -> Done:
        reply = commands.Reply(by=self._agent, message_id=next(self._ids), language="en")
        return self._does(reply, minutes)

    def _does(self, command: Command, minutes: float) -> Done:
        """People do their work while they are on; customers are always."""
        if command.by == self._agent:
            self._at = self._at_work(self._at)
        self._passes(minutes)
        return Done(self._at, command)

    def _passes(self, minutes: float) -> None:
        """About so many, and now and then ten times as many; no two things at one instant."""
        drawn = timedelta(minutes=minutes * self._chance.lognormvariate(0, 1))
        self._at += max(drawn, timedelta(seconds=1))


def _drawn(chance: random.Random, shares: Mapping[Kind, int]) -> Kind:
    return chance.choices(list(shares), list(shares.values()))[0]
