"""What goes in and out, as the design fixes it: more fields may be added, none renamed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.fields import (
    Channel,
    Country,
    Email,
    Identifier,
    Instant,
    Language,
    Line,
    Link,
    Metadata,
    Phone,
    Topic,
    Words,
)
from domain.vocabulary import ClockState, DeliveryState, Priority, Status, Target, Tier


class Said(BaseModel):
    """What a client sends: known fields of the right type, or nothing at all."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


Named = Field(strict=False)  # an enumeration comes as its name


class NewSender(Said):
    """Who wrote."""

    id: Identifier
    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    locale: Language | None = None
    country: Country | None = None


class Attachment(Said):
    """A file that belongs to a message, where it can be fetched."""

    url: Link
    name: Line | None = None
    mime: Annotated[Line, Field(max_length=127)] | None = None
    size: Annotated[int, Field(ge=0)] | None = None


class NewMessage(Said):
    """A message from a customer."""

    channel: Channel
    account: Identifier | None = None
    thread: Identifier | None = None
    message_id: Identifier
    sender: NewSender
    text: Words
    subject: Annotated[Line, Field(max_length=998)] | None = None
    topic: Topic | None = None
    priority: Annotated[Priority, Named] | None = None
    tier: Annotated[Tier, Named] | None = None
    location: Country | None = None
    sent_at: Instant | None = None
    attachments: Annotated[list[Attachment], Field(max_length=20)] = []
    metadata: Metadata = {}


class Nothing(Said):
    """The body of a command that needs no words: `{}`."""


class NewReply(Said):
    """An answer to the customer; without `language` it is worked out from the text."""

    text: Words
    language: Language | None = None


class NewNote(Said):
    """Words for the team only."""

    text: Words


class NewEscalation(Said):
    """Why the next step is to be taken now."""

    reason: Words


class NewPriority(Said):
    """Another priority."""

    priority: Annotated[Priority, Named]


class NewHold(Said):
    """Why the ticket is put aside, and until when."""

    reason: Words
    until: Instant


class NewMerge(Said):
    """The ticket that it goes on in."""

    into: Identifier


class NewRating(Said):
    """What the customer thinks of the service."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Words | None = None


class Accepted(BaseModel):
    """A message that will not be lost any more."""

    message_id: str
    ticket_id: str
    region: str
    duplicate: bool


class PolicyShape(BaseModel):
    """Which policy a ticket lives under."""

    name: str
    version: int


class PauseShape(BaseModel):
    """Time that did not count; `ended` is null while it lasts."""

    began: datetime
    ended: datetime | None


class ClockShape(BaseModel):
    """One promise about time."""

    target: Target
    state: ClockState
    due_at: datetime | None
    working_seconds_left: int | None
    warned: bool
    pauses: list[PauseShape]


class TicketShape(BaseModel):
    """A ticket. `subject` is null for roles that see no text."""

    id: str
    region: str
    status: Status
    priority: Priority
    topic: str | None
    language: str
    tier: Tier
    channel: str
    account: str
    subject: str | None
    customer_id: str
    team: str | None
    assignee: str | None
    opened_at: datetime
    updated_at: datetime
    version: int
    policy: PolicyShape
    clocks: list[ClockShape]
    handover: None = None
    escalation_level: int
    linked: list[str]
    held_until: datetime | None
    merged_into: str | None
    rating: int | None


class Author(BaseModel):
    """Who wrote or acted."""

    kind: Literal["customer", "agent", "bot", "system"]
    id: str


class Original(BaseModel):
    """What was written, in its own language; null for roles that see no text."""

    language: str
    text: str | None


class TranslationShape(BaseModel):
    """The same in another language, by an engine; `flags` say what to be careful of."""

    language: str
    text: str | None
    engine: str
    flags: list[str]


class DeliveryShape(BaseModel):
    """How far a message to the customer has come."""

    state: DeliveryState
    reason: str


class MessageShape(BaseModel):
    """A message with its original and its translations.

    `message_id` is the client's where a customer wrote, and then null for roles that see no text:
    clients put addresses into it.
    """

    id: str
    message_id: str | None
    direction: Literal["in", "out", "note"]
    author: Author
    sent_at: datetime
    original: Original
    translations: list[TranslationShape]
    attachments: list[dict[str, object]]
    delivery: DeliveryShape | None


class BecauseShape(BaseModel):
    """The rule that decided."""

    policy: str
    version: int
    rule: str
    staffing: str
    sentence: str


class TimelineEntry(BaseModel):
    """One event, with its facts as further fields."""

    model_config = ConfigDict(extra="allow")

    sequence: int
    kind: str
    at: datetime
    noticed: datetime | None
    by: Author
    because: BecauseShape | None
    sentence: str


class TicketList(BaseModel):
    """A page of tickets; `next` is the cursor of the page after it."""

    items: list[TicketShape]
    next: str | None


class MessageList(BaseModel):
    """All messages of a ticket, in order."""

    items: list[MessageShape]
    next: str | None = None


class Timeline(BaseModel):
    """All events of a ticket, in order."""

    items: list[TimelineEntry]
    next: str | None = None


class PartShape(BaseModel):
    """How one part of the desk does."""

    state: Literal["ready", "down"]
    vital: bool
    detail: str


class Readiness(BaseModel):
    """Whether messages can be accepted, and how each part does."""

    status: Literal["ready", "degraded", "down"]
    parts: dict[str, PartShape]
