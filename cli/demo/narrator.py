"""Reads back what became of the tickets, and has it told: nothing is told that was not read."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cli.demo.front import Facts, Front
from cli.demo.mailbox import Mailbox
from cli.demo.people import AGENTS, Person
from domain.briefs import PARTS
from domain.ports import Outbound

SAID = ("message_received", "agent_replied", "note_added")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language; `engine` is who translated it, `flags` what to be careful of."""

    language: str
    text: str
    engine: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as the desk tells it, with the words that go with it."""

    at: datetime
    who: Person  # on whose clock it is told
    source: str  # timeline, received (by the customer) or notification
    ticket: str
    kind: str
    sentence: str
    because: Facts | None = None
    words: tuple[Words, ...] = ()
    facts: Facts = field(default_factory=dict)


@dataclass(slots=True)
class _Followed:
    customer: Person
    seen: set[int] = field(default_factory=set)
    entries: list[Facts] = field(default_factory=list)


class Narrator:
    """Follows tickets from the moment they are opened."""

    def __init__(self, front: Front, mailbox: Mailbox) -> None:
        self._front = front
        self._mailbox = mailbox
        self._tickets: dict[str, _Followed] = {}
        self._shown: set[tuple[str, str]] = set()  # messages, and their languages

    @property
    def tickets(self) -> Mapping[str, Person]:
        """The tickets of the story, each with its customer."""
        return {ticket: followed.customer for ticket, followed in self._tickets.items()}

    def follow(self, ticket: str, customer: Person) -> None:
        """Tell of this ticket, too."""
        self._tickets.setdefault(ticket, _Followed(customer))

    def entries(self, ticket: str, kind: str) -> list[Facts]:
        """What of that kind has been read in the ticket's timeline so far."""
        return [entry for entry in self._tickets[ticket].entries if entry["kind"] == kind]

    async def news(self) -> list[Line]:
        """All that happened since the last time, in order."""
        lines: list[Line] = []
        for ticket, followed in self._tickets.items():
            followed.entries = await self._front.timeline(ticket)
            fresh = [one for one in followed.entries if one["sequence"] not in followed.seen]
            followed.seen.update(entry["sequence"] for entry in fresh)
            if fresh:
                lines += [line async for line in self._lines(ticket, fresh)]
        return sorted(lines, key=_order)

    async def _lines(self, ticket: str, entries: list[Facts]) -> AsyncIterator[Line]:
        said = {one["id"]: one for one in await self._front.messages(ticket)}
        for entry in entries:
            kind = entry["kind"]
            if kind in SAID:
                yield self._saying(ticket, entry, said)
            elif kind == "delivery_reported":
                yield self._received(ticket, entry, said)
            elif kind == "notification_reported":
                for line in await self._told(ticket, entry):
                    yield line
            elif kind != "message_translated" or self._is_news(entry):
                yield self._line(ticket, entry)

    def _line(self, ticket: str, entry: Facts, **more: object) -> Line:
        customer = self._tickets[ticket].customer
        known = {
            "at": _instant(entry["at"]),
            "who": _agent(entry["by"]["id"]) or customer,
            "source": "timeline",
            "ticket": ticket,
            "kind": entry["kind"],
            "sentence": entry["sentence"],
            "because": entry["because"],
            "facts": entry,
        }
        return Line(**(known | more))

    def _saying(self, ticket: str, entry: Facts, said: Mapping[str, Facts]) -> Line:
        message_id = entry.get("message_id") or entry["message"]["id"]
        words = tuple(_of_message(said[message_id]))
        self._shown.update((message_id, one.language) for one in words)
        if entry["kind"] == "agent_replied":  # they come with their delivery
            words = ()
        return self._line(ticket, entry, words=words)

    def _is_news(self, entry: Facts) -> bool:
        return (entry["message_id"], entry["language"]) not in self._shown

    def _received(self, ticket: str, entry: Facts, said: Mapping[str, Facts]) -> Line:
        """What the customer received, beside what was written where that was something else."""
        message_id, mail = entry["message_id"], self._mailbox.of(ticket)
        reached = [_of_mail(one, entry) for one in mail if one.message_id == message_id]
        written = [next(_of_message(said[message_id]))] if message_id in said else []
        if {one.text for one in written} == {one.text for one in reached}:
            written = []
        return self._line(
            ticket,
            entry,
            source="received" if reached else "timeline",
            who=self._tickets[ticket].customer,
            words=(*written, *reached),
        )

    async def _told(self, ticket: str, entry: Facts) -> list[Line]:
        """What those of the story read on their pages, with the brief if it is a hand-over."""
        agents = [_agent(one["agent"]) for one in entry["reached"]]
        lines = [
            self._line(
                ticket,
                entry,
                source="notification",
                who=agent,
                sentence=told["text"],
                at=_instant(told["at"]),
                words=await self._brief(ticket, entry, agent),
                facts={**entry, "notification": told},
            )
            for agent in agents
            if agent is not None
            for told in await self._front.notifications(agent)
            if told["id"] == f"{entry['notification_id']}:{agent.id}"
        ]
        return lines or [self._line(ticket, entry)]

    async def _brief(self, ticket: str, entry: Facts, reader: Person) -> tuple[Words, ...]:
        if not entry["brief_id"]:
            return ()
        handover = (await self._front.ticket(ticket, reader))["handover"]
        brief = handover and handover["brief"]
        return tuple(_of_brief(brief)) if brief else ()


def _order(line: Line) -> tuple[datetime, bool]:
    """A customer's words come before what they began at the same instant."""
    return line.at, line.kind != "message_received"


def _agent(name: str) -> Person | None:
    return next((person for person in AGENTS if person.id == name), None)


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _of_message(message: Facts) -> Iterator[Words]:
    original = message["original"]
    yield Words(original["language"], original["text"])
    for made in message["translations"]:
        yield Words(made["language"], made["text"], made["engine"], tuple(made["flags"]))


def _of_mail(mail: Outbound, entry: Facts) -> Words:
    return Words(mail.language, mail.text, entry["engine"], mail.flags)


def _of_brief(brief: Facts) -> Iterable[Words]:
    for one in (brief, *brief["translations"]):
        parts = (f"{part}: {one[part]}" for part in PARTS if one[part])
        yield Words(
            one["language"], "\n".join(parts), one.get("engine", ""), tuple(one.get("flags", ()))
        )
