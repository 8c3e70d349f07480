"""What a script has happen to a ticket: who asks what of it at which instant, in which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from domain import commands
from domain.arrivals import News, NewsKind, Opening
from domain.commands import Command
from domain.events import MessageUnderstood
from domain.facts import MessageReference
from domain.routing import Matter
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Actor, ActorKind
from rulebook.directory import DeskDirectory
from rulebook.enacting.enactment import Done, Understood
from rulebook.facts import Desk
from rulebook.simulating.script import OUTAGES, Doing, HappensPart, Script, TicketPart, until_of
from rulebook.simulating.world import Outage, ScriptedWorld
from rulebook.staffing import DeskStaffing, people
from rulebook.topics import DeskRouting

ANOTHER_TICKET: Final = "another-ticket"


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer wrote."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All that a script has happen to a ticket of a desk."""

    desk: Desk
    staffing: DeskStaffing
    loads: Mapping[str, int]
    ticket: TicketPart
    location: str | None
    said: Mapping[str, Said]  # by message
    done: tuple[Done, ...]
    outages: tuple[Outage, ...]

    @property
    def last(self) -> datetime:
        """When the last of it happens."""
        return max([self.done[-1].at, *(one.until for one in self.outages)])

    def world(self, region: str) -> ScriptedWorld:
        """Who and what answers the ticket."""
        engine = next(iter(self.desk.regions[region].translation_engines), "an engine")
        return ScriptedWorld(
            who_is_on=lambda at, _: self.staffing.view(at, self.loads),
            understand=self._understood,
            engine=engine,
            outages=self.outages,
            directory=DeskDirectory(self.desk),
        )

    def _understood(self, at: datetime, ticket: Ticket, message: MessageReference) -> Understood:
        """As intake would have it, which knows its languages; here they are told."""
        said = self.said[message.id]
        found = MessageUnderstood(
            at=at,
            by=THE_DESK,
            message_id=message.id,
            language=said.language,
            confidence=1.0,
            moods=self.desk.moods.found_in(said.text, said.language),
        )
        if ticket.team is not None:
            return Understood(found)
        routing = DeskRouting(self.desk)
        topic = ticket.topic or routing.topic_of(said.text, said.language)
        matter = Matter(
            region=ticket.region,
            topic=topic,
            language=said.language,
            tier=ticket.tier,
            priority=ticket.priority,
            contacts_before=self.ticket.contacts_before,
            last_team=self.ticket.last_team,
            matches=routing.matches(said.text),
        )
        found = replace(
            found,
            topic=topic,
            candidates=routing.candidates(matter),
            standby=routing.standby(matter, self.location),
        )
        return Understood(found, self.staffing.view(at, self.loads))


def plotted(
    desk: Desk, script: Script, opening: Opening, language: str, location: str | None
) -> Plot:
    """A script as what happens to a ticket that opens so. Raises DeskError."""
    says, opened = script.says, opening.accepted_at
    staffing = DeskStaffing(desk)
    instants = script.instants(opened)
    happens = list(zip(says.happens, instants, strict=True))
    said = {"message-1": Said(says.says or "", language)}
    done = [Done(opened, _news("message-1", opening, opened))]
    for number, (part, at) in enumerate(sorted(happens, key=lambda one: one[1]), 2):
        if part.do is Doing.WRITES:
            name = f"message-{number}"
            said[name] = Said(part.text or "", part.language or language)
            done.append(Done(at, _news(name, opening, at)))
        elif part.do not in OUTAGES:
            asking = Asking(desk, staffing, says.loads, part, at, number)
            done.append(Done(at, _COMMANDS[part.do](asking)))
    outages = tuple(
        Outage(part.do, at, until_of(part, at)) for part, at in happens if part.do in OUTAGES
    )
    return Plot(desk, staffing, says.loads, says.ticket, location, said, tuple(done), outages)


@dataclass(frozen=True, slots=True)
class Asking:
    """An agent, or the customer, who asks something of the ticket."""

    desk: Desk
    staffing: DeskStaffing
    loads: Mapping[str, int]
    part: HappensPart
    at: datetime
    number: int

    @property
    def by(self) -> Actor:
        """Who asks."""
        if self.part.by is None:
            return Actor(ActorKind.CUSTOMER, "customer")
        return Actor(ActorKind.AGENT, self.part.by)

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams whoever asks belongs to."""
        teams = self.desk.teams.items()
        return tuple(name for name, team in teams if self.part.by in people(team))

    @property
    def language(self) -> str:
        """What was said, or what the agent's team writes first."""
        written = (self.desk.teams[name].languages[0] for name in self.teams)
        return self.part.language or next(written, "en")

    @property
    def name(self) -> str:
        """Of what is said: the text itself stands nowhere."""
        return f"{self.part.do.replace(' ', '-')}-{self.number}"


def _news(name: str, opening: Opening, at: datetime) -> News:
    reference = MessageReference(name, opening.channel, opening.account, sent_at=at)
    return News(f"news-{name}", NewsKind.MESSAGE, at, opening.customer_id, reference)


def _held(asking: Asking) -> Command:
    until = until_of(asking.part, asking.at)
    return commands.Hold(by=asking.by, until=until, reason_id=asking.name)


def _prioritised(asking: Asking) -> Command:
    assert asking.part.priority is not None
    return commands.Prioritise(by=asking.by, priority=asking.part.priority)


def _handed_over(asking: Asking) -> Command:
    seen = asking.staffing.view(asking.at, asking.loads)
    team = asking.part.to or ""
    return commands.HandOver(by=asking.by, team=team, brief_id=asking.name, staffing=seen)


_COMMANDS: Final[Mapping[Doing, Callable[[Asking], Command]]] = MappingProxyType(
    {
        Doing.CLAIM: lambda asking: commands.Claim(by=asking.by),
        Doing.RELEASE: lambda asking: commands.Release(by=asking.by),
        Doing.REPLY: lambda asking: commands.Reply(
            by=asking.by, message_id=asking.name, language=asking.language
        ),
        Doing.NOTE: lambda asking: commands.Note(
            by=asking.by, message_id=asking.name, language=asking.language
        ),
        Doing.ESCALATE: lambda asking: commands.Escalate(by=asking.by, reason_id=asking.name),
        Doing.PRIORITISE: _prioritised,
        Doing.HOLD: _held,
        Doing.SOLVE: lambda asking: commands.Solve(by=asking.by),
        Doing.REOPEN: lambda asking: commands.Reopen(by=asking.by),
        Doing.MERGE: lambda asking: commands.Merge(
            by=asking.by, into=asking.part.into or ANOTHER_TICKET
        ),
        Doing.RATE: lambda asking: commands.Rate(by=asking.by, score=asking.part.score or 0),
        Doing.HAND_OVER: _handed_over,
        Doing.ACKNOWLEDGE: lambda asking: commands.Acknowledge(by=asking.by, teams=asking.teams),
    }
)
