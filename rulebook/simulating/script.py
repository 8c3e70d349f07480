"""A script for `meridian desk simulate`: what people do to a ticket, in words, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from domain.routing import MOST_CONTACTS
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk
from rulebook.reading.files import DeskError, Document, Place, parse_document
from rulebook.reading.findings import Finding
from rulebook.reading.folders import folder_of
from rulebook.reading.names import meant, unknown
from rulebook.reading.shapes import fit
from rulebook.schemas.parts import Part
from rulebook.schemas.times import instant, spoken_duration
from rulebook.schemas.values import Country, Language, RegionName, Slug, Words

LONGEST_SCRIPT: Final = 500  # things that happen


class Doing(StrEnum):
    """What a script can have somebody do."""

    WRITES = "customer writes"
    CLAIM = "claim"
    RELEASE = "release"
    REPLY = "reply"
    NOTE = "note"
    ESCALATE = "escalate"
    PRIORITISE = "prioritise"
    HOLD = "hold"
    SOLVE = "solve"
    REOPEN = "reopen"
    MERGE = "merge"
    RATE = "rate"
    HAND_OVER = "hand over"
    ACKNOWLEDGE = "acknowledge"
    CHANNEL_AWAY = "channel away"
    CHANNEL_REFUSES = "channel refuses"
    ENGINES_AWAY = "engines away"
    PAGERS_AWAY = "pagers away"


OUTAGES: Final = (
    Doing.CHANNEL_AWAY,
    Doing.CHANNEL_REFUSES,
    Doing.ENGINES_AWAY,
    Doing.PAGERS_AWAY,
)
_NOBODYS: Final = (Doing.WRITES, Doing.RATE, *OUTAGES)  # no agent does it
# What is said beside `at`, `do` and, for what agents do, `by`: what must be, and what may be.
_MUST: Final = MappingProxyType(
    {
        Doing.PRIORITISE: ("priority",),
        Doing.HOLD: ("until",),
        Doing.RATE: ("score",),
        Doing.HAND_OVER: ("to",),
        **dict.fromkeys(OUTAGES, ("until",)),
    }
)
_MAY: Final = MappingProxyType(
    {
        Doing.WRITES: ("text", "language"),
        Doing.REPLY: ("language",),
        Doing.NOTE: ("language",),
        Doing.HAND_OVER: ("language",),
        Doing.MERGE: ("into",),
    }
)
_MORE: Final = ("by", "to", "into", "until", "priority", "score", "language", "text")


def spoken_when(words: object) -> timedelta | datetime:
    """'25 minutes', or an instant. Raises ValueError."""
    text = str(words)
    if text[:4].isdecimal() and text[4:5] == "-":
        return instant(text)
    try:
        return spoken_duration(text)
    except ValueError as error:
        said = f"{error}; or an instant, like 2026-12-24T09:00+01:00"
        raise ValueError(said) from None


def _doing(words: object) -> Doing:
    text = str(words).replace("_", " ")
    if text not in list(Doing):
        advice = meant(text, list(Doing), "what can happen is")
        raise ValueError(f"'{words}' is nothing that can happen; {advice}")
    return Doing(text)


When = Annotated[timedelta | datetime, BeforeValidator(spoken_when)]


class HappensPart(Part):
    """One thing that happens."""

    at: When
    do: Annotated[Doing, BeforeValidator(_doing)]
    by: Slug | None = None
    to: Slug | None = None
    into: Slug | None = None
    until: When | None = None
    priority: Priority | None = None
    score: StrictInt | None = None
    language: Language | None = None
    text: Words | None = None

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> "HappensPart":
        must = _MUST.get(self.do, ())
        must = must if self.do in _NOBODYS else ("by", *must)
        may = _MAY.get(self.do, ())
        for name in must:
            if getattr(self, name) is None:
                raise ValueError(f"'{self.do}' wants '{name}' beside it")
        for name in _MORE:
            if getattr(self, name) is not None and name not in (*must, *may):
                raise ValueError(f"'{name}' says nothing of '{self.do}'; leave it out")
        return self


class TicketPart(Part):
    """What is known of the ticket; what is left out is as usual."""

    region: RegionName | None = None
    tier: Tier | None = None
    priority: Priority | None = None
    channel: Slug | None = None
    topic: Slug | None = None
    language: Language | None = None
    location: Country | None = None
    contacts_before: Annotated[StrictInt, Field(ge=0, le=MOST_CONTACTS)] = 0
    last_team: Slug | None = None


class ScriptFile(Part):
    """A script: of what ticket, when it opens, with what, and what then happens."""

    ticket: TicketPart = TicketPart()
    opens: Annotated[datetime, BeforeValidator(instant)] | None = None
    says: Words | None = None
    loads: dict[Slug, Annotated[StrictInt, Field(ge=0, le=100_000)]] = Field(default_factory=dict)
    happens: tuple[HappensPart, ...] = Field((), max_length=LONGEST_SCRIPT)


class Script:
    """A script that was read, with the document that knows its lines."""

    def __init__(self, says: ScriptFile, document: Document) -> None:
        self.says = says
        self._document = document

    @classmethod
    def empty(cls) -> "Script":
        """Nobody does anything."""
        return cls(ScriptFile(), Document("no script", {}))

    @classmethod
    def read(cls, path: Path, desk: Desk) -> "Script":
        """Read a script for this desk. Raises DeskError with a sentence for all that is wrong."""
        if not path.is_file():
            raise DeskError([Finding(str(path), None, "there is no such file; name the script")])
        document = parse_document(path.name, folder_of(path.parent).text(path.name))
        script = cls(fit(document, ScriptFile), document)
        strangers = [script.finding(place, said) for place, said in script._strangers(desk) if said]
        if strangers:
            raise DeskError(strangers)
        return script

    def instants(self, opened: datetime) -> tuple[datetime, ...]:
        """When each thing happens to a ticket that opens then. Raises DeskError."""
        found = tuple(_at(part.at, opened) for part in self.says.happens)
        impossible = [
            self.finding(("happens", place, name), said)
            for place, (part, at) in enumerate(zip(self.says.happens, found, strict=True))
            for name, said in _impossible(part, at, opened)
        ]
        if impossible:
            raise DeskError(impossible)
        return found

    def finding(self, place: Place, sentence: str) -> Finding:
        """What is wrong at a place of the script, with its line."""
        return self._document.finding(place, sentence)

    def _strangers(self, desk: Desk) -> Iterator[tuple[Place, str | None]]:
        """Whoever is named, with what is wrong where the desk does not know them."""
        agents = sorted({member.id for team in desk.teams.values() for member in team.members})
        for place, part in enumerate(self.says.happens):
            if part.by is not None:
                yield ("happens", place, "by"), unknown("agent", part.by, agents)
        for team in self.says.loads:
            yield ("loads", team), unknown("team", team, desk.teams)
        if self.says.ticket.last_team is not None:
            known = unknown("team", self.says.ticket.last_team, desk.teams)
            yield ("ticket", "last_team"), known


def _impossible(part: HappensPart, at: datetime, opened: datetime) -> Iterator[tuple[str, str]]:
    if at < opened:
        yield "at", f"that is before the ticket opens, at {opened:%Y-%m-%d %H:%M} UTC"
    if part.do in OUTAGES and until_of(part, at) <= at:
        yield "until", "it ends before it begins; write a later instant, or how long it lasts"


def until_of(part: HappensPart, at: datetime) -> datetime:
    """The end of what happens at an instant: a length of time counts from there."""
    assert part.until is not None
    return _at(part.until, at)


def _at(when: timedelta | datetime, since: datetime) -> datetime:
    return since + when if isinstance(when, timedelta) else when
