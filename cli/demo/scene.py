"""What the acts of the story are played with: people act, time moves on, and it is told."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cli.demo.front import Facts, Front, StoryBroke
from cli.demo.narrator import Line, Narrator
from cli.demo.people import Person
from cli.demo.stage import Stage
from cli.demo.telling import Telling

# Where the teams of the desk sit, from west to east.
PLACES: Final = (
    ("New York", ZoneInfo("America/New_York"), ("na-care",)),
    ("São Paulo", ZoneInfo("America/Sao_Paulo"), ("latam-care",)),
    ("Europe", ZoneInfo("Europe/Dublin"), ("eu-care", "eu-engineering", "eu-lead")),
    ("Singapore", ZoneInfo("Asia/Singapore"), ("apac-care",)),
    ("Manila", ZoneInfo("Asia/Manila"), ("apac-engineering",)),
)
WORTH_A_LOOK: Final = timedelta(minutes=30)  # at the sun


class Scene:
    """The stage, with the lines that have been told so far."""

    def __init__(
        self,
        stage: Stage,
        front: Front,
        telling: Telling,
        begins: datetime,
        moved: Callable[[datetime], None],
    ) -> None:
        """`moved` is called with the story's instant whenever it has come to another."""
        self.begins = begins
        self._moved = moved
        self.front = front
        self.told: list[Line] = []
        self.turns = 0
        self._stage = stage
        self._telling = telling
        self._narrator = Narrator(front, stage.mailbox)
        self._looked: datetime | None = None

    @property
    def now(self) -> datetime:
        """The story's present instant."""
        return self._stage.clock.now()

    @property
    def tickets(self) -> dict[str, Person]:
        """The tickets of the story, each with its customer."""
        return dict(self._narrator.tickets)

    def act(self, title: str) -> None:
        """A part of the story begins."""
        self._looked = None
        self._telling.act(title)

    async def at(self, instant: datetime) -> list[Line]:
        """Let the story come to an instant; what fell due until then, once it is told."""
        await self._stage.time.move_to(instant)
        if self._looked is None or instant - self._looked >= WORTH_A_LOOK:
            await self._look_at_the_sun(instant)
        self._moved(instant)
        return await self._tell()

    async def after(self, **time: float) -> list[Line]:
        """The same, so much later."""
        return await self.at(self.now + timedelta(**time))

    async def writes(self, customer: Person, text: str, **more: str) -> str:
        """A customer writes; the ticket, once all that follows is done and told."""
        ticket = await self.front.writes(customer, text, **more)
        self._narrator.follow(ticket, customer)
        await self._stage.time.joins(ticket)
        await self._tell()
        return ticket

    async def does(self, agent: Person, ticket: str, command: str, **body: object) -> list[Line]:
        """An agent acts; what followed, once it is told."""
        await self.front.does(agent, ticket, command, **body)
        return await self.settles()

    async def settles(self) -> list[Line]:
        """All that happens now, once it is told."""
        await self._stage.time.rest()
        return await self._tell()

    def turn(self, came_true: object, sentence: str) -> None:
        """A turn that the story promised: told if it came true, else the story breaks off."""
        if not came_true:
            raise StoryBroke(f"This did not come true: {sentence}")
        self.turns += 1
        self._telling.turn(sentence)

    def lines(self, ticket: str, kind: str) -> list[Line]:
        """What has been told of that kind about a ticket."""
        return [line for line in self.told if (line.ticket, line.kind) == (ticket, kind)]

    def last(self, ticket: str, kind: str) -> Line:
        """The last of these. Raises StoryBroke where there is none."""
        found = self.lines(ticket, kind)
        if not found:
            raise StoryBroke(f"Nothing of the kind {kind} was told of {ticket}.")
        return found[-1]

    def languages_received(self, ticket: str) -> set[str]:
        """In which languages the ticket's customer has received something."""
        reached = [line for line in self.told if (line.ticket, line.source) == (ticket, "received")]
        return {words.language.partition("-")[0] for line in reached for words in line.words}

    def answered_by_engine(self, ticket: str, customer: Person) -> None:
        """An answer in English went out in Portuguese; without an engine it is marked as not."""
        answer = [one for one in self.told if (one.ticket, one.source) == (ticket, "received")][-1]
        read = answer.words[-1]
        if read.engine:
            said = f"It was written in English; {customer.name} read it in Portuguese."
            self.turn(read.language.startswith("pt"), said)
        else:
            said = f"{customer.name} got it in English, marked untranslated: no engine is here."
            self.turn("untranslated" in read.flags, said)

    async def ticket(self, ticket: str) -> Facts:
        """The ticket as it is now."""
        return await self.front.ticket(ticket)

    async def _tell(self) -> list[Line]:
        news = await self._narrator.news()
        for line in news:
            self._telling.line(line)
        self.told += news
        return news

    async def _look_at_the_sun(self, at: datetime) -> None:
        self._looked = at
        on = await self.front.on_duty(at)
        self._telling.sun(at, [_place(place, on, at) for place in PLACES])


def _place(
    place: tuple[str, ZoneInfo, Sequence[str]], on: dict[str, list[str]], at: datetime
) -> tuple[str, str, bool]:
    name, zone, teams = place
    return name, f"{at.astimezone(zone):%H:%M}", any(on[team] for team in teams)
